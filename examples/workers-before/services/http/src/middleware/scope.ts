import { createMiddleware } from 'hono/factory';
import { context } from 'linestamp/runtime';
import type { AppEnv } from '../app-env.ts';

/** Whose request it is, as far as that is known; authentication puts the workspace in. */
export const openScope = createMiddleware<AppEnv>(async (c, next) => {
  const scope = context();
  scope.workspace_id = 'public';
  await next();
  c.header('x-request-id', scope.request_id);
  c.header('x-trace-id', scope.trace_id);
});
