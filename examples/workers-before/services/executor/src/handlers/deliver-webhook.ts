import { logger } from '@acme/logger';
import { messageOf, PermanentError, type TaskInputs } from '@acme/shared';
import { traceparent } from 'linestamp/runtime';
import { CircuitBreaker } from '../circuit.ts';
import type { HandlerContext } from './index.ts';

const SLOW_MS = 3_000;

export async function deliverWebhook(
  { url, body }: TaskInputs['webhook.deliver'],
  { signal }: HandlerContext,
): Promise<string> {
  const { host } = new URL(url);
  const base = { host, bytes: body.length };
  const circuit = new CircuitBreaker(host);
  const started = Date.now();
  if (circuit.blockedFor(started) > 0) throw new Error(`${host} is not called at present`);

  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: traceparent() },
      body,
      signal,
    });
  } catch (cause) {
    circuit.failed(Date.now(), `${host}: ${messageOf(cause)}`);
    throw cause;
  }

  const duration = Date.now() - started;
  if (duration > SLOW_MS) {
    logger.warn(`${host} took ${duration} ms`, { ...base, event_type: 'webhook_slow' });
  }
  if (response.ok) {
    circuit.succeeded();
    logger.info(`${host}: ${response.status}`, { ...base, event_type: 'webhook_delivered' });
    return String(response.status);
  }

  const message = `${host} answered ${response.status}`;
  if (response.status >= 500 || response.status === 429) {
    circuit.failed(Date.now());
    logger.warn(message, { ...base, event_type: 'webhook_refused' });
    throw new Error(message);
  }
  logger.error(message, { ...base, event_type: 'webhook_rejected' });
  throw new PermanentError(message);
}
