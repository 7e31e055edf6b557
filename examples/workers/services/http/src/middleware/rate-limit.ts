import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../app-env.ts';
import { HttpError } from '../errors.ts';

export const limitRate = createMiddleware<AppEnv>(async (c, next) => {
  const { LOGS: logs, RATE_LIMITER: limiter } = c.env;
  const { workspace_id } = c.get('key');
  const { success } = await limiter.limit({ key: workspace_id });
  if (!success) {
    logs.write({ level: 'warn', event_type: 'rate_limited', message: `${workspace_id} sends too many requests` });
    c.header('retry-after', '60');
    throw new HttpError('rate_limited', 'too many requests, try again in a minute');
  }
  await next();
});
