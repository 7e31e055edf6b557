import { logger } from '@acme/logger';
import { messageOf, retry } from '@acme/shared';
import { HttpError } from './errors.ts';

const SLOW_MS = 500;

/** Calls another service. Only for calls that may safely be made twice. */
export async function call<T>(operation: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  try {
    const result = await retry(work, {
      attempts: 2,
      baseMs: 100,
      onRetry: (cause, attempt, delayMs) => {
        logger.warn(`${operation}: ${messageOf(cause)}`, { event_type: 'rpc_call_retried', attempt, delayMs });
      },
    });
    const duration = Date.now() - started;
    if (duration > SLOW_MS) {
      logger.warn(`${operation} took ${duration} ms`, { event_type: 'rpc_call_slow' });
    }
    return result;
  } catch (cause) {
    logger.error(`${operation}: ${messageOf(cause)}`, { event_type: 'rpc_call_failed', operation, duration: Date.now() - started });
    throw new HttpError('unavailable', 'a service behind this one does not answer');
  }
}
