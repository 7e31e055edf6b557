import type { LogRecord } from './records.ts';
import type { LogsApi } from './services.ts';

export interface LogsEnv {
  LOGS: LogsApi;
}

export interface Background {
  waitUntil(work: Promise<unknown>): void;
}

/**
 * The short way to log: takes the caller's clock, never rejects, and outlives the request where
 * it is given the context. A log call must not be what breaks a request.
 *
 * In an RPC method, await it or give it the context: a call that is still on its way when the
 * method returns never arrives. (Out of a fetch handler or a Durable Object it does.)
 */
export function logEvent(
  env: LogsEnv,
  record: LogRecord,
  background?: Background,
): Promise<void> {
  const written = env.LOGS.write(withClock(record)).catch(logsLost);
  background?.waitUntil(written);
  return written;
}

/** For the end of a log call, whose failure must not be that of the work: says it on the console. */
export function logsLost(cause: unknown): void {
  console.error('log records lost', cause);
}

/** The logs service would take its own time, which is later by the length of the call. */
function withClock(record: LogRecord): LogRecord {
  return { timestamp: Date.now(), ...record };
}
