// The records of one event on their way to the log service, in the order in which they were written.
//
// The first one that waits starts a run, which the runtime is asked to wait for. A run waits for the end of
// the event, for a full batch or for the age limit, sends all that waits, a batch at a time, and ends.
// An attempt has a time limit; the next one sends the same records with the same ids.

import type { Copied } from './copy.js'
import { lose, notice, untold } from './loss.js'
import type { Answer, Fields, Settings } from './options.js'

/** So many batches may wait; what is beyond them is lost, and counted. */
const WAITING = 32

/** Before the second attempt; doubled before each further one. Milliseconds. */
const PAUSE = 100

/** What the runtime gives with an event. */
export interface Lifetime {
  waitUntil?(work: Promise<unknown>): void
}

/** The log service, as far as it is written to. */
export interface Service {
  writeBatch(records: object[]): Promise<Answer | null | undefined | void>
}

/** Where the records of an event wait. */
export interface Outbox {
  /** The binding that it belongs to. */
  binding: string
  add(copied: Copied): void
  /** Has what waits sent now. */
  flush(): void
}

/** Records that go together, and about how many characters they have. */
interface Batch {
  records: object[]
  size: number
}

/** Makes an outbox; `fields` fill what it says itself. */
export function outboxOf(settings: Settings, service: Service | undefined, lifetime: Lifetime | undefined, fields: Fields): Outbox {
  const { binding, maxRecords, maxBytes, maxAge } = settings
  const waiting: Batch[] = []
  /** There while a run goes on. */
  let flush: (() => void) | undefined

  const drop = () => waiting.splice(0).flatMap(({ records }) => records).length

  const run = async () => {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, maxAge)
      flush = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    let works: boolean | undefined
    while (waiting.length || (works && settings.loss)) works = await send(settings, service, waiting.shift()?.records ?? [], fields, drop)
    flush = undefined
  }

  const add = ({ record, size }: Copied) => {
    let batch = waiting.at(-1)
    if (!batch || batch.records.length >= maxRecords || batch.size + size > maxBytes) {
      if (waiting.length >= WAITING) return lose(settings, 1, 'too many records were waiting')
      waiting.push((batch = { records: [], size: 0 }))
    }
    batch.records.push(record)
    batch.size += size
    if (!flush) {
      const sent = run()
      lifetime?.waitUntil?.(sent)
    }
    if (waiting.length > 1 || batch.records.length >= maxRecords || batch.size >= maxBytes) flush?.()
  }

  return { binding, add, flush: () => flush?.() }
}

/**
 * Sends a batch, with an account of what was lost; whether the service took it. `drop` gives up what waits
 * behind it, and counts that.
 */
async function send(settings: Settings, service: Service | undefined, records: object[], fields: Fields, drop: () => number): Promise<boolean> {
  const { loss, timeout } = settings
  settings.loss = undefined
  const late = `the log service gave no answer within ${timeout} ms`
  try {
    const answer = await attempts(settings, service, loss ? [...records, notice(loss, fields)] : records, late)
    for (const { index, field, reason } of answer?.refused ?? []) {
      // That a notice was refused is not told again.
      if (index < records.length) lose(settings, 1, `refused: ${field ? `${field}: ` : ''}${reason}`, true)
    }
    release(answer)
    return true
  } catch (error: any) {
    if (loss) untold(settings, loss)
    const reason = `${error?.message ?? error}`
    // A service that hangs would hold the others up for longer than the runtime waits.
    lose(settings, records.length + (reason === late ? drop() : 0), reason, true)
    return false
  }
}

/** Lets go of an answer: what came over RPC may hold on to its call, and no Durable Object that does so is evicted. */
function release(answer: any): void {
  answer?.[(Symbol as any).dispose]?.()
}

async function attempts({ attempts, binding, timeout }: Settings, service: Service | undefined, records: object[], late: string) {
  if (!service) throw new Error(`env has no binding ${binding}: bind the log service, or set \`binding\``)
  for (let attempt = 1; ; attempt++) {
    let call, timer
    try {
      return await Promise.race([
        (call = service.writeBatch(records)),
        new Promise<never>((_, reject) => {
          timer = setTimeout(reject, timeout, new Error(late))
        }),
      ])
    } catch (error) {
      // It may still answer.
      call?.then(release, release)
      if (attempt >= attempts) throw error
    } finally {
      clearTimeout(timer)
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE * 2 ** (attempt - 1)))
  }
}
