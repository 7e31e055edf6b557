import { logger } from '@acme/logger';
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../app-env.ts';

export const accessLog = createMiddleware<AppEnv>(async (c, next) => {
  const started = Date.now();
  await next();
  const duration = Date.now() - started;
  const { method, path } = c.req;
  const { status } = c.res;
  const common = { method, path, status, duration };

  if (path === '/health') {
    // Probes come every second, so only a failed one is kept.
    if (status >= 500) {
      logger.error(path, { ...common, event_type: 'probe_failed' });
    }
    return;
  }
  if (status >= 500) {
    logger.error(`${method} ${path} ${status}`, { ...common, event_type: 'request_failed' });
  } else {
    logger.info(`${method} ${path} ${status}`, { ...common, event_type: 'request_served' });
  }
});
