import { messageOf, PermanentError, type TaskInputs } from '@acme/shared';
import { traceparent } from 'linestamp/runtime';
import { CircuitBreaker } from '../circuit.ts';
import type { HandlerContext } from './index.ts';

const SLOW_MS = 3_000;

export async function deliverWebhook(
  { url, body }: TaskInputs['webhook.deliver'],
  { env, signal }: HandlerContext,
): Promise<string> {
  const { LOGS } = env;
  const { host } = new URL(url);
  const base = { metadata: { host, bytes: body.length } };
  const circuit = new CircuitBreaker(env, host);
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
    circuit.failed(Date.now(), /* @linestamp */ { ...base, level: 'warn', event_type: 'webhook_unreachable', message: `${host}: ${messageOf(cause)}` });
    throw cause;
  }

  const duration = Date.now() - started;
  if (duration > SLOW_MS) {
    LOGS.write({ ...base, level: 'warn', event_type: 'webhook_slow', message: `${host} took ${duration} ms` });
  }
  if (response.ok) {
    circuit.succeeded();
    LOGS.write({ ...base, level: 'info', event_type: 'webhook_delivered', message: `${host}: ${response.status}` });
    return String(response.status);
  }

  const message = `${host} answered ${response.status}`;
  if (response.status >= 500 || response.status === 429) {
    circuit.failed(Date.now());
    LOGS.write({ ...base, level: 'warn', event_type: 'webhook_refused', message });
    throw new Error(message);
  }
  LOGS.write({ ...base, level: 'error', event_type: 'webhook_rejected', message });
  throw new PermanentError(message);
}
