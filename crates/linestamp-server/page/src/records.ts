// The records of the table: pages of the service, one behind the other, or what comes in live.

import { effect, signal } from '@preact/signals'

import { get, Problem, type Stored } from './api.ts'
import { asked, live, sent } from './state.ts'
import * as tail from './tail.ts'
import { failed } from './session.ts'

const PAGE = 200

export const rows = signal<readonly Stored[]>([])
export const loading = signal(false)
/** Where the next page starts; null where there is none. */
export const next = signal<string | null>(null)
export const problem = signal<Problem | null>(null)

let running: AbortController | undefined

/** Asks for the first page, or for the one behind the last. */
async function load(first: boolean): Promise<void> {
  running?.abort()
  const mine = new AbortController()
  running = mine
  loading.value = true
  const after = first ? undefined : (next.value ?? undefined)
  try {
    const parameters = { filter: sent.value.text, limit: PAGE, after }
    const page = await get<{ records: Stored[]; next: string | null }>('/v1/records', parameters, mine.signal)
    if (mine.signal.aborted) return
    rows.value = first ? page.records : [...rows.value, ...page.records]
    next.value = page.next
    problem.value = null
  } catch (error) {
    if (mine.signal.aborted) return
    problem.value = failed(error)
    if (first) rows.value = []
    next.value = null
  }
  loading.value = false
}

/** To be called when the end comes into sight. */
export function more(): void {
  if (!loading.value && !live.value && next.value !== null) void load(false)
}

/** Keeps the rows what the state asks for. */
export function followState(): void {
  effect(() => {
    const filter = sent.value.text
    void asked.value
    running?.abort()
    if (live.value) {
      next.value = null
      loading.value = false
      tail.start(filter)
    } else {
      tail.stop()
      void load(true)
    }
  })
  effect(() => {
    if (live.value) rows.value = tail.shown.value
  })
}
