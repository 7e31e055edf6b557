// What comes in live: kept up to a bound, shown a few times a second, held back while paused.

import { signal } from '@preact/signals'

import { address, type Stored } from './api.ts'

/** So many records are kept; older ones give way. */
const KEPT = 2000
const EVERY_MS = 200

/** The newest first. */
export const shown = signal<readonly Stored[]>([])
export const paused = signal(false)
/** How many came while paused. */
export const waiting = signal(0)
/** How many the service left out since the start, because this page was too slow. */
export const skipped = signal(0)
export const state = signal<'off' | 'connecting' | 'open' | 'lost'>('off')

let source: EventSource | undefined
let buffer: Stored[] = []
let timer: ReturnType<typeof setInterval> | undefined

export function start(filter: string): void {
  stop()
  shown.value = []
  skipped.value = 0
  state.value = 'connecting'
  const from = new EventSource(address('/v1/tail', { filter }))
  source = from
  from.addEventListener('open', () => (state.value = 'open'))
  from.addEventListener('error', () => {
    // The browser connects again by itself, with the last id, unless the service refused.
    state.value = from.readyState === EventSource.CLOSED ? 'lost' : 'connecting'
  })
  from.addEventListener('record', (event) => take(JSON.parse((event as MessageEvent<string>).data) as Stored))
  from.addEventListener('skipped', (event) => {
    skipped.value += (JSON.parse((event as MessageEvent<string>).data) as { count: number }).count
  })
  timer = setInterval(show, EVERY_MS)
}

function take(record: Stored): void {
  buffer.push(record)
  if (buffer.length > 2 * KEPT) buffer = buffer.slice(-KEPT)
  if (paused.value) waiting.value += 1
}

function show(): void {
  if (paused.value || buffer.length === 0) return
  shown.value = [...buffer.slice(-KEPT).reverse(), ...shown.value].slice(0, KEPT)
  buffer = []
  waiting.value = 0
}

export function stop(): void {
  source?.close()
  source = undefined
  clearInterval(timer)
  buffer = []
  paused.value = false
  waiting.value = 0
  state.value = 'off'
}

export function togglePause(): void {
  paused.value = !paused.value
  show()
}
