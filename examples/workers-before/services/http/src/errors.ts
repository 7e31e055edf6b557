import { logger } from '@acme/logger';
import { messageOf, type ErrorCode, type Failure } from '@acme/shared';
import { currentScope } from '@acme/shared/logging';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { AppContext } from './app-env.ts';

const STATUS: Record<ErrorCode, ContentfulStatusCode> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  quota_exceeded: 429,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

/** Thrown by routes and middleware; its message is for the client to read. */
export class HttpError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Turns a refusal from behind a binding into this service's own. */
export function unwrap<T>(result: { ok: true; value: T } | Failure): T {
  if (result.ok) return result.value;
  throw new HttpError(result.code, result.message);
}

export function handleError(cause: Error, c: AppContext): Response {
  const where = `${c.req.method} ${c.req.path}`;
  if (cause instanceof HttpError) {
    logger.info(`${where}: ${cause.message}`, { event_type: 'request_refused', code: cause.code });
    return errorResponse(c, cause.code, cause.message);
  }
  logger.error(`${where}: ${messageOf(cause)}`, { event_type: 'unhandled_error', stack: cause.stack });
  return errorResponse(c, 'internal', 'something went wrong on our side');
}

export function handleNotFound(c: AppContext): Response {
  logger.debug(c.req.path, { event_type: 'route_not_found' });
  return errorResponse(c, 'not_found', 'no such route');
}

function errorResponse(c: AppContext, code: ErrorCode, message: string): Response {
  return c.json({ error: { code, message, request_id: currentScope().request_id } }, STATUS[code]);
}
