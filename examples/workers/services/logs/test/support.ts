import type { LogFilter, LogRecord, LogsApi } from '@acme/shared';
import { exports } from 'cloudflare:workers';

/** The service as another Worker has it: by RPC, with the name that is in the binding. */
export const LOGS = exports.LogsService({ props: { service: 'http' } }) as unknown as LogsApi;

/** A record with what it has to have. */
export function record(more: Partial<LogRecord> = {}): LogRecord {
  return { level: 'info', message: 'a job was queued', ...more };
}

/** What was sent is not always a record. */
export function sent(...values: unknown[]): LogRecord[] {
  return values as LogRecord[];
}

/** The ids of the records that a filter means, sorted. */
export async function idsOf(filter: LogFilter): Promise<string[]> {
  const { records } = await LOGS.query({ limit: 500, ...filter });
  return records.map(({ id }) => id).sort();
}

/** What a call is refused with. The answer of a call is more than a promise, and only to be awaited. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (cause) {
    return String(cause);
  }
  throw new Error('the call was not refused');
}
