import { logger } from '@acme/logger';
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../app-env.ts';
import { HttpError } from '../errors.ts';

export const limitRate = createMiddleware<AppEnv>(async (c, next) => {
  const { RATE_LIMITER: limiter } = c.env;
  const scope = c.get('scope');
  const { success } = await limiter.limit({ key: scope.workspace_id });
  if (!success) {
    logger.warn(`${scope.workspace_id} sends too many requests`, { ...scope, event_type: 'rate_limited' });
    c.header('retry-after', '60');
    throw new HttpError('rate_limited', 'too many requests, try again in a minute');
  }
  await next();
});
