import { logger } from '@acme/logger';
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../app-env.ts';
import { HttpError } from '../errors.ts';

export const limitRate = createMiddleware<AppEnv>(async (c, next) => {
  const { RATE_LIMITER: limiter } = c.env;
  const { workspace_id } = c.get('key');
  const { success } = await limiter.limit({ key: workspace_id });
  if (!success) {
    logger.warn(`${workspace_id} sends too many requests`, { event_type: 'rate_limited' });
    c.header('retry-after', '60');
    throw new HttpError('rate_limited', 'too many requests, try again in a minute');
  }
  await next();
});
