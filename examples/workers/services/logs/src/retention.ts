import { messageOf, systemScope, type LogRecord } from '@acme/shared';
import { complete } from './complete.ts';
import { LogStore } from './store.ts';

const DAY_MS = 86_400_000;

/** Deletes what is older than the retention time, and leaves a record of having done so. */
export async function applyRetention(env: Env, now: number): Promise<void> {
  const store = new LogStore(env.DB);
  const summary = await deleteExpired(store, Number(env.RETENTION_DAYS), now);
  // This service has no binding to itself: its own records go straight into the store.
  await store.insert([complete(summary, { service: 'logs', environment: env.ENVIRONMENT })]);
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
    const deleted = await store.deleteBefore(now - days * DAY_MS);
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
