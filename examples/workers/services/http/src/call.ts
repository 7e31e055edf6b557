import { messageOf, retry } from '@acme/shared';
import { env as bindings } from 'cloudflare:workers';
import { HttpError } from './errors.ts';

const SLOW_MS = 500;

/** As everywhere in this service: the module knows the generated type alone. */
const env = bindings as unknown as Env;

/** Calls another service. Only for calls that may safely be made twice. */
export async function call<T>(operation: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  try {
    const result = await retry(work, {
      attempts: 2,
      baseMs: 100,
      onRetry: (cause, attempt, delayMs) => {
        env.LOGS.write({ level: 'warn', event_type: 'rpc_call_retried', message: `${operation}: ${messageOf(cause)}`, metadata: { attempt, delayMs } });
      },
    });
    const duration = Date.now() - started;
    if (duration > SLOW_MS) {
      env.LOGS.write({ level: 'warn', event_type: 'rpc_call_slow', message: `${operation} took ${duration} ms` });
    }
    return result;
  } catch (cause) {
    env.LOGS.write({
      level: 'error',
      event_type: 'rpc_call_failed',
      message: `${operation}: ${messageOf(cause)}`,
      metadata: { operation, duration: Date.now() - started },
    });
    throw new HttpError('unavailable', 'a service behind this one does not answer');
  }
}
