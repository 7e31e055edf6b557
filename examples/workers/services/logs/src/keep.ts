import {
  retry,
  type BatchResult,
  type CompleteRecord,
  type LogCounts,
  type LogRecord,
  type RefusedRecord,
} from '@acme/shared';
import { enqueue, type Forwarded } from './enqueue.ts';
import { take, takeAll, type Intake, type Origin } from './intake.ts';
import * as losses from './losses.ts';
import { LogStore } from './store.ts';
import { VERSION } from './version.ts';

// From what callers send to what is committed, and what is known of the rest.

/** Where records are put. */
export interface Places {
  store: LogStore;
  /** Takes what D1 does not take, and what goes to the backend too. */
  queue?: Queue<Forwarded>;
  /** Whether there is a backend. */
  forwards: boolean;
  /** Whether D1 keeps records, which it may leave to the backend. */
  stores: boolean;
}

/** D1 and the queue are away for moments only, and a caller may be waiting. */
const RETRIES = { attempts: 3, baseMs: 50 };

/** What this isolate did since it was started. */
export const counts: LogCounts = { accepted: 0, duplicates: 0, refused: 0, lost: 0, unforwarded: 0 };

export function placesOf(env: Env): Places {
  const { DB, FORWARD: queue, FORWARD_URL, FORWARD_ONLY } = env;
  const forwards = queue !== undefined && Boolean(FORWARD_URL);
  return { store: new LogStore(DB), queue, forwards, stores: !forwards || FORWARD_ONLY !== 'true' };
}

/**
 * Takes a batch. What is refused of it is in the answer.
 *
 * @throws the error of D1 where it stays away: then nothing of the batch is stored
 */
export async function keepBatch(
  places: Places,
  values: unknown[],
  origin: Origin,
): Promise<BatchResult> {
  const intake = takeAll(values, origin);
  counts.refused += intake.refused.length;
  const { accepted, duplicates } = await insert(places, intake.records, origin);
  const taken = duplicates > 0 ? await takenIds(places.store, intake) : [];
  counts.duplicates -= taken.length;
  counts.refused += taken.length;
  const refused = [...intake.refused, ...taken].sort((one, two) => one.index - two.index);
  return { accepted, duplicates: duplicates - taken.length, refused };
}

/** Those whose id a record of another workspace has: they are no duplicates, and not stored. */
async function takenIds(store: LogStore, { records, indices }: Intake): Promise<RefusedRecord[]> {
  const foreign = await store.foreign(records);
  const reason = 'is that of a record of another workspace: give the record another one, or none';
  return indices.filter((_, at) => foreign.has(at)).map((index) => ({ index, field: 'id', reason }));
}

/** Takes one record. Nobody waits for an answer, so a refusal becomes a record, and a loss is counted. */
export async function keepOne(places: Places, value: unknown, origin: Origin): Promise<void> {
  const taken = take(value, origin);
  if ('refused' in taken) counts.refused += 1;
  const record = 'record' in taken ? taken.record : own(refusal(taken.refused), origin);
  try {
    await insert(places, [record], origin);
  } catch (cause) {
    await keepElsewhere(places, record, cause);
  }
}

/** Gives a record that D1 does not take to the queue, whose consumer tries again. */
async function keepElsewhere(places: Places, record: CompleteRecord, cause: unknown): Promise<void> {
  const { queue, stores } = places;
  try {
    if (!queue || !stores) throw cause;
    await retry(() => enqueue(queue, [record], { unstored: true }), RETRIES);
  } catch (cause) {
    counts.lost += 1;
    losses.add({ lost: 1 });
    console.error('1 record lost', cause);
  }
}

async function insert(places: Places, records: CompleteRecord[], origin: Origin) {
  const untold = losses.take();
  const notes = losses.notesOf(untold).map((note) => own(note, origin));
  const all = [...records, ...notes];
  try {
    const result = await put(places, all);
    const accepted = result.accepted - notes.length;
    counts.accepted += accepted;
    counts.duplicates += result.duplicates;
    return { accepted, duplicates: result.duplicates };
  } catch (cause) {
    losses.add(untold);
    throw cause;
  }
}

/** Puts records where they are to be. The ids make another attempt harmless. */
async function put(places: Places, records: CompleteRecord[]) {
  const { store, queue, forwards, stores } = places;
  if (queue && !stores) {
    await retry(() => enqueue(queue, records), RETRIES);
    return { accepted: records.length, duplicates: 0 };
  }
  const result = await retry(() => store.insert(records), RETRIES);
  if (queue && forwards) await forward(queue, records);
  return result;
}

/** Never fails: what is committed is taken, and whoever sent it again would gain nothing. */
async function forward(queue: Queue<Forwarded>, records: CompleteRecord[]): Promise<void> {
  try {
    await retry(() => enqueue(queue, records), RETRIES);
  } catch (cause) {
    counts.unforwarded += records.length;
    losses.add({ unforwarded: records.length });
    console.error(`${records.length} records not forwarded`, cause);
  }
}

/** A record of this service. */
export function own(record: LogRecord, { environment, now }: Origin): CompleteRecord {
  return { id: crypto.randomUUID(), timestamp: now, service: 'logs', environment, version: VERSION, ...record };
}

function refusal({ field, reason }: RefusedRecord): LogRecord {
  return /* @linestamp */ {
    level: 'warn',
    event_type: 'log_record_refused',
    message: `a record was refused: ${field} ${reason}`,
    metadata: { field },
  };
}
