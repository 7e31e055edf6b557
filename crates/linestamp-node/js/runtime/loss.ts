// The account of records that were lost, which goes out as a record of its own.

import type { Settings } from './options.js'

/** What was lost and has not been told yet. */
export interface Loss {
  /** When the first one was, in Unix milliseconds. */
  since: number
  count: number
  /** How many, by reason. */
  reasons: Record<string, number>
}

/** How many reasons are told apart. */
const REASONS = 8

/** Counts lost records; gives back the account. */
export function lose(settings: Settings, reason: string, count = 1): Loss {
  const loss = (settings.loss ??= { count: 0, since: Date.now(), reasons: {} })
  const { reasons } = loss
  loss.count += count
  const name = reasons[reason] || Object.keys(reasons).length < REASONS ? reason : 'other'
  reasons[name] = (reasons[name] ?? 0) + count
  return loss
}
