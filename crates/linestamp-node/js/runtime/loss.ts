// The account of records that were lost, which goes out as a record of its own.

import { newId } from './id.js'
import type { Fields, Settings } from './options.js'

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

/** Counts lost records; `aloud` prints it, too. */
export function lose(settings: Settings, count: number, reason: string, aloud = false): void {
  if (aloud) console.error(`linestamp/runtime: ${count} log records were lost: ${reason}`)
  const loss = (settings.loss ??= { count: 0, since: Date.now(), reasons: {} })
  const { reasons } = loss
  loss.count += count
  const name = Object.hasOwn(reasons, reason) || Object.keys(reasons).length < REASONS ? reason : 'other reasons'
  reasons[name] = (reasons[name] ?? 0) + count
}

/** Puts a loss back that could not be told. */
export function untold(settings: Settings, { since, reasons }: Loss): void {
  for (const reason of Object.keys(reasons)) lose(settings, reasons[reason]!, reason)
  settings.loss!.since = since
}

/** The record that tells of a loss. It is of no one event, so it has no trace and nobody's ids. */
export function notice(loss: Loss, { service, environment, version, instance_id }: Fields): object {
  return {
    service,
    environment,
    version,
    instance_id,
    id: newId(),
    timestamp: Date.now(),
    level: 'warn',
    event_type: 'logs_dropped',
    message: `${loss.count} log records were lost`,
    metadata: loss,
  }
}
