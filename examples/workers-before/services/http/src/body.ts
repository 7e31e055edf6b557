import { logger } from '@acme/logger';
import type { AppContext } from './app-env.ts';
import { HttpError } from './errors.ts';

const MAX_BYTES = 1_500_000;

export type JsonObject = Record<string, unknown>;

export async function jsonBody(c: AppContext): Promise<JsonObject> {
  const length = Number(c.req.header('content-length') ?? 0);
  if (length > MAX_BYTES) {
    logger.warn(`a body of ${length} bytes`, { event_type: 'body_too_large' });
    throw new HttpError('invalid', `a body may have ${MAX_BYTES} bytes`);
  }
  const body: unknown = await c.req.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    logger.info('the body is no JSON object', { event_type: 'body_unreadable', content_type: c.req.header('content-type') });
    throw new HttpError('invalid', 'the body must be a JSON object');
  }
  return body as JsonObject;
}
