import { messageOf, systemScope, type LogRecord } from '@acme/shared';
import { own } from './keep.ts';
import { LogStore } from './store.ts';

const DAY_MS = 86_400_000;

/** So many records go in one statement: D1 gives it 30 seconds, and writers wait meanwhile. */
const MOST_AT_ONCE = 1_000;

/** A run has 15 minutes and the plan's number of queries; what is left is for the next day. */
const MOST_ROUNDS = 500;

/** Deletes what is older than the retention time, and leaves a record of having done so. */
export async function applyRetention(env: Env, now: number): Promise<void> {
  const store = new LogStore(env.DB);
  const summary = await deleteExpired(store, Number(env.RETENTION_DAYS), now);
  // This service has no binding to itself: its own records go straight into the store.
  await store.insert([own(summary, { environment: env.ENVIRONMENT, now })]);
}

async function deleteExpired(store: LogStore, days: number, now: number): Promise<LogRecord> {
  const scope = systemScope('retention');
  if (!(days > 0)) {
    return /* @linestamp */ {
      ...scope,
      level: 'error',
      event_type: 'retention_misconfigured',
      message: `RETENTION_DAYS is not a positive number: nothing is deleted`,
    };
  }
  try {
    const deleted = await deleteBefore(store, now - days * DAY_MS);
    await store.tidy();
    return /* @linestamp */ {
      ...scope,
      level: 'info',
      event_type: 'retention_applied',
      message: `${deleted} records older than ${days} days deleted`,
      metadata: { deleted, days },
    };
  } catch (cause) {
    const failed: LogRecord = /* @linestamp */ {
      level: 'error',
      event_type: 'retention_failed',
      message: `retention failed: ${messageOf(cause)}`,
      trace_id: scope.trace_id,
      metadata: { days },
    };
    return failed;
  }
}

async function deleteBefore(store: LogStore, timestamp: number): Promise<number> {
  let deleted = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const gone = await store.deleteBefore(timestamp, MOST_AT_ONCE);
    deleted += gone;
    if (gone < MOST_AT_ONCE) break;
  }
  return deleted;
}
