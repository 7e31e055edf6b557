import { logger } from '@acme/logger';
import { messageOf } from '@acme/shared';
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../app-env.ts';
import { HttpError } from '../errors.ts';

const KEY = /^[\w-]{8,64}$/;
const KEPT_SECONDS = 3_600;
const STATUS_HEADER = 'x-original-status';

/**
 * Answers a repeated `Idempotency-Key` with the first answer. The cache is one data centre's: this
 * catches a client's quick retry, which is what the header is for here, and not a replay elsewhere.
 */
export const idempotent = createMiddleware<AppEnv>(async (c, next) => {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return next();
  if (!KEY.test(key)) {
    logger.info('unusable idempotency key', { event_type: 'idempotency_key_invalid' });
    throw new HttpError('invalid', 'Idempotency-Key must be 8 to 64 letters, digits, - or _');
  }

  const cache = await caches.open('idempotency');
  const url = new URL(`/${c.get('key').workspace_id}/${key}${c.req.path}`, c.req.url);
  const earlier = await cache.match(url);
  if (earlier) {
    logger.info(`answered from key ${key}`, { event_type: 'request_replayed' });
    const status = Number(earlier.headers.get(STATUS_HEADER));
    return new Response(earlier.body, { status, headers: { 'content-type': 'application/json' } });
  }

  await next();
  if (!c.res.ok) return;
  // The cache keeps no 202, so the answer is put in as a 200 that says what it was.
  const kept = new Response(c.res.clone().body, {
    headers: { 'cache-control': `max-age=${KEPT_SECONDS}`, [STATUS_HEADER]: String(c.res.status) },
  });
  const stored = cache.put(url, kept).catch((cause: unknown) => {
    logger.warn(`answer for key ${key} not kept: ${messageOf(cause)}`, { event_type: 'idempotency_not_kept' });
  });
  c.executionCtx.waitUntil(stored);
});
