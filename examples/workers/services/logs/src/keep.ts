import {
  retry,
  type BatchResult,
  type CompleteRecord,
  type LogCounts,
  type LogRecord,
  type RefusedRecord,
} from '@acme/shared';
import { take, takeAll, type Intake, type Origin } from './intake.ts';
import type { LogStore } from './store.ts';

// From what callers send to what is committed, and what is known of the rest.

/** D1 is away for moments only, and a caller may be waiting. */
const RETRIES = { attempts: 3, baseMs: 50 };

/** What this isolate did since it was started. */
export const counts: LogCounts = { accepted: 0, duplicates: 0, refused: 0, lost: 0 };

/** How many were lost since the last insert that worked, which says so. */
let untold = 0;

/**
 * Takes a batch. What is refused of it is in the answer.
 *
 * @throws the error of D1 where it stays away: then nothing of the batch is stored
 */
export async function keepBatch(
  store: LogStore,
  values: unknown[],
  origin: Origin,
): Promise<BatchResult> {
  const intake = takeAll(values, origin);
  counts.refused += intake.refused.length;
  const inserted = await insert(store, intake.records, origin);
  return { ...inserted, refused: intake.refused };
}

/** Takes one record. Nobody waits for an answer, so a refusal becomes a record, and a loss is counted. */
export async function keepOne(store: LogStore, value: unknown, origin: Origin): Promise<void> {
  const taken = take(value, origin);
  if ('refused' in taken) counts.refused += 1;
  const record = 'record' in taken ? taken.record : own(refusal(taken.refused), origin);
  try {
    await insert(store, [record], origin);
  } catch (cause) {
    counts.lost += 1;
    untold += 1;
    console.error('1 record lost', cause);
  }
}

async function insert(store: LogStore, records: Intake['records'], origin: Origin) {
  const told = untold;
  untold = 0;
  const notes = told > 0 ? [own(loss(told), origin)] : [];
  try {
    // The id makes another attempt harmless: a record that is there already is a duplicate.
    const result = await retry(() => store.insert([...records, ...notes]), RETRIES);
    const accepted = result.accepted - notes.length;
    counts.accepted += accepted;
    counts.duplicates += result.duplicates;
    return { accepted, duplicates: result.duplicates };
  } catch (cause) {
    untold += told;
    throw cause;
  }
}

/** A record of this service. */
function own(record: LogRecord, { environment, now }: Origin): CompleteRecord {
  return { id: crypto.randomUUID(), timestamp: now, service: 'logs', environment, ...record };
}

function refusal({ field, reason }: RefusedRecord): LogRecord {
  return /* @linestamp */ {
    level: 'warn',
    event_type: 'log_record_refused',
    message: `a record was refused: ${field} ${reason}`,
    metadata: { field },
  };
}

function loss(lost: number): LogRecord {
  return /* @linestamp */ {
    level: 'error',
    event_type: 'log_records_lost',
    message: `${lost} records were lost: the database did not take them`,
    metadata: { lost },
  };
}
