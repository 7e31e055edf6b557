import { messageOf, retry, type Scope } from '@acme/shared';
import { env } from 'cloudflare:workers';
import { HttpError } from './errors.ts';

const SLOW_MS = 500;

/** Calls another service. Only for calls that may safely be made twice. */
export async function call<T>(scope: Scope, operation: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  try {
    const result = await retry(work, {
      attempts: 2,
      baseMs: 100,
      onRetry: (cause, attempt, delayMs) => {
        env.LOGS.write({ ...scope, level: 'warn', event_type: 'rpc_call_retried', message: `${operation}: ${messageOf(cause)}`, metadata: { attempt, delayMs } });
      },
    });
    const duration = Date.now() - started;
    if (duration > SLOW_MS) {
      env.LOGS.write({ ...scope, level: 'warn', event_type: 'rpc_call_slow', message: `${operation} took ${duration} ms` });
    }
    return result;
  } catch (cause) {
    env.LOGS.write({
      ...scope,
      level: 'error',
      event_type: 'rpc_call_failed',
      message: `${operation}: ${messageOf(cause)}`,
      metadata: { operation, duration: Date.now() - started },
    });
    throw new HttpError('unavailable', 'a service behind this one does not answer');
  }
}
