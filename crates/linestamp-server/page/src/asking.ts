// One question at a time: the answer to the newest, whatever order answers come in.

import { signal, type Signal } from '@preact/signals'

import { get, type Problem } from './api.ts'
import { failed } from './session.ts'

export interface Asking<T> {
  value: Signal<T | null>
  problem: Signal<Problem | null>
  loading: Signal<boolean>
  ask(path: string, parameters?: Record<string, string | number | undefined>): void
  /** Forgets the answer, and the question. */
  clear(): void
}

export function asking<T>(): Asking<T> {
  const value = signal<T | null>(null)
  const problem = signal<Problem | null>(null)
  const loading = signal(false)
  let running: AbortController | undefined
  async function run(path: string, parameters: Record<string, string | number | undefined>): Promise<void> {
    running?.abort()
    const mine = new AbortController()
    running = mine
    loading.value = true
    try {
      const answer = await get<T>(path, parameters, mine.signal)
      if (mine.signal.aborted) return
      value.value = answer
      problem.value = null
    } catch (error) {
      if (mine.signal.aborted) return
      problem.value = failed(error)
    }
    loading.value = false
  }
  return {
    value,
    problem,
    loading,
    ask: (path, parameters = {}) => void run(path, parameters),
    clear() {
      running?.abort()
      value.value = null
      problem.value = null
      loading.value = false
    },
  }
}
