import { traceIdFrom } from '@acme/shared';
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../app-env.ts';

/** Opens the request's scope; authentication puts the workspace in. */
export const openScope = createMiddleware<AppEnv>(async (c, next) => {
  const request_id = c.req.header('cf-ray') ?? crypto.randomUUID();
  c.set('scope', { trace_id: traceIdFrom(c.req.header('traceparent')), request_id, workspace_id: 'public' });
  await next();
  c.header('x-request-id', request_id);
});
