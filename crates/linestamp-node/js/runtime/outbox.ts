// The records of one event on their way to the log service, in the order in which they were written.
//
// The first one that waits starts a run, which the runtime is asked to wait for. A run waits for the end of
// the event, for a full batch or for the age limit, sends all that waits, a batch at a time, and ends.
// An attempt has a time limit; the next one sends the same records with the same ids.

import { filled } from './filled.js'
import { lose, type Loss } from './loss.js'
import type { Answer, Fields, Settings } from './options.js'

/** So many batches may wait; what is beyond them is lost, and counted. */
const WAITING = 32

/** Before the second attempt; before the third twice as long. Milliseconds. */
const PAUSE = 100

/** What the runtime gives with an event. */
export interface Lifetime {
  waitUntil(work: Promise<unknown>): void
}

type Nothing = null | undefined | void

/** The log service, as far as it is written to. */
export interface Service {
  writeBatch(records: object[]): Promise<Answer | Nothing>
}

/** Where the records of an event wait. */
export interface Outbox {
  /** Takes a record of about so many characters. */
  add(record: object, size: number): void
  /** Has what waits sent now. */
  flush(): void
}

/** Makes an outbox; `fields` fill what it says itself. */
export function outboxOf(settings: Settings, env: any, lifetime: Lifetime, fields: Fields): Outbox {
  const service: Service | undefined = env[settings.binding]
  const late = `no answer within ${settings.timeout} ms`
  const waiting: object[][] = []
  /** About how many characters the last batch has. */
  let length = 0
  /** There while a run waits, or sends. */
  let end: (() => void) | undefined

  const flush = () => end?.()

  const add = (record: object, size: number) => {
    let batch = waiting.at(-1)
    if (!batch || batch.length >= settings.maxRecords || length + size > settings.maxBytes) {
      if (waiting.length >= WAITING) return void lose(settings, 'too many records were waiting')
      waiting.push((batch = []))
      length = 0
    }
    length += size
    batch.push(record)
    if (!end) lifetime.waitUntil(run())
    if (waiting.length > 1) flush()
  }

  const run = async () => {
    await timed(new Promise<void>((resolve) => (end = resolve)), settings.maxAge)
    let works
    while (waiting.length || (works && settings.loss)) works = await send(waiting.shift() ?? [])
    end = undefined
    if (settings.loss) console.error('linestamp/runtime: log records were lost:', settings.loss)
  }

  /** Sends a batch, with an account of what was lost; whether the service took it. */
  const send = async (records: object[]) => {
    const { loss } = settings
    settings.loss = undefined
    const sent = loss ? [...records, notice(loss, fields)] : records
    let reason = ''
    for (let attempt = 0; attempt < settings.attempts; attempt++) {
      if (attempt) await scheduler.wait(PAUSE * attempt)
      try {
        const answer = await timed(ask(sent), settings.timeout, late)
        for (const refusal of answer?.refused ?? []) {
          // That a notice was refused is not told again.
          if (refusal.index < records.length) lose(settings, `refused: ${refusal.field ?? 'record'}: ${refusal.reason}`)
        }
        return true
      } catch (error) {
        reason = `${error}`
      }
    }
    // A service that hangs would hold the others up for longer than the runtime waits.
    if (reason === late) records = records.concat(...waiting.splice(0))
    const { reasons } = lose(settings, reason, records.length)
    if (loss) {
      // What could not be told is older than what was lost meanwhile.
      settings.loss = loss
      for (const name in reasons) lose(settings, name, reasons[name])
    }
  }

  const ask = async (records: object[]) => {
    if (!service) throw `env.${settings.binding} is missing`
    const answer: any = await service.writeBatch(records)
    // What came over RPC may hold on to its call, and no Durable Object that does so is evicted.
    answer?.[(Symbol as any).dispose]?.()
    return answer
  }

  return { add, flush }
}

/** What comes of `work`; fails with `late`, if that is given, once it takes longer. No timer stays. */
function timed<T>(work: Promise<T>, ms: number, late?: string): Promise<T | void> {
  let timer: number | NodeJS.Timeout
  const end = new Promise<void>((resolve, reject) => (timer = setTimeout(late ? reject : resolve, ms, late)))
  return Promise.race([work, end]).finally(() => clearTimeout(timer))
}

/** The record that tells of a loss. It is of no one event, so it has no trace and nobody's ids. */
function notice(loss: Loss, { service, environment, version, instance_id }: Fields): object {
  const message = `${loss.count} log records were lost`
  return filled({ level: 'warn', event_type: 'logs_dropped', message, metadata: loss }, { service, environment, version, instance_id })
}
