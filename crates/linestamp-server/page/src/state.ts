// What the page shows, all of it in the address, so that a link shows the same.

import { computed, effect, signal, untracked } from '@preact/signals'

import { columnOf, DEFAULT_COLUMNS } from './columns.ts'
import { within } from './query.ts'
import { type Range, readRange, written } from './time.ts'

const DEFAULT_RANGE: Range = { last: 3_600_000 }

export const filter = signal('')
export const range = signal<Range>(DEFAULT_RANGE)
export const columns = signal<readonly string[]>(DEFAULT_COLUMNS)
/** The record that is open. */
export const open = signal<number | null>(null)
/** The trace that is shown in the table's place. */
export const trace = signal<string | null>(null)
export const live = signal(false)

/** The moment that a relative range is counted from; a new one asks everything anew. */
export const asked = signal(Date.now())
export const refresh = (): void => void (asked.value = Date.now())

/** The filter that the service is asked with. */
export const sent = computed(() => within(filter.value, range.value, asked.value))

export function setRange(next: Range): void {
  range.value = next
  refresh()
}

export function setFilter(next: string): void {
  filter.value = next.trim()
  refresh()
}

/** The ranges that were left by zooming in, for the way back. */
const left: Range[] = []

export function zoomTo(from: number, until: number): void {
  left.push(range.value)
  setRange({ from: Math.floor(from), until: Math.max(Math.ceil(until), Math.floor(from) + 1) })
}

/** Back to the range before, or to one three times as long. */
export function zoomOut(now: { from: number; until: number }): void {
  const before = left.pop()
  const more = now.until - now.from
  setRange(before ?? { from: Math.max(0, now.from - more), until: now.until + more })
}

export function read(search: string): void {
  const at = new URLSearchParams(search)
  filter.value = at.get('q') ?? ''
  range.value = readRange(at.get('t')) ?? DEFAULT_RANGE
  const named = (at.get('c') ?? '').split(',').filter((name) => columnOf(name))
  columns.value = named.length > 0 ? named : DEFAULT_COLUMNS
  const seq = Number(at.get('record') ?? Number.NaN)
  open.value = Number.isSafeInteger(seq) ? seq : null
  trace.value = at.get('trace')
  live.value = at.has('live')
  refresh()
}

/** The state as an address; what is as usual is left out. */
export function search(): string {
  const at = new URLSearchParams()
  if (filter.value !== '') at.set('q', filter.value)
  if (written(range.value) !== written(DEFAULT_RANGE)) at.set('t', written(range.value))
  if (columns.value.join() !== DEFAULT_COLUMNS.join()) at.set('c', columns.value.join())
  if (open.value !== null) at.set('record', String(open.value))
  if (trace.value !== null) at.set('trace', trace.value)
  if (live.value) at.set('live', '')
  const text = at.toString()
  return text === '' ? '/' : `/?${text}`
}

/** Keeps the address and the state the same. A step that one would go back from is one in the history. */
export function followAddress(): void {
  read(location.search)
  addEventListener('popstate', () => read(location.search))
  let step = [filter.value, written(range.value), trace.value].join('\n')
  effect(() => {
    const next = search()
    const at = untracked(() => [filter.value, written(range.value), trace.value].join('\n'))
    if (next === location.pathname + location.search) step = at
    else if (at === step) history.replaceState(null, '', next)
    else {
      step = at
      history.pushState(null, '', next)
    }
  })
}

export const narrow = signal(false)

/** Whether the window is as narrow as a phone's. */
export function followWidth(): void {
  const query = matchMedia('(max-width: 760px)')
  narrow.value = query.matches
  query.addEventListener('change', () => (narrow.value = query.matches))
}
