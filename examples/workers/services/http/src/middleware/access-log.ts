import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../app-env.ts';

export const accessLog = createMiddleware<AppEnv>(async (c, next) => {
  const started = Date.now();
  await next();
  const duration = Date.now() - started;
  const { method, path } = c.req;
  const { status } = c.res;
  const common = { metadata: { method, path, status, duration } };

  if (path === '/health') {
    // Probes come every second, so only a failed one is kept; they all fail on this one line.
    /* linestamp-ignore */
    c.env.LOGS.write(status >= 500 && { ...common, level: 'error', event_type: 'probe_failed', message: path });
    return;
  }
  c.env.LOGS.write(
    status >= 500
      ? { ...common, level: 'error', event_type: 'request_failed', message: `${method} ${path} ${status}` }
      : { ...common, level: 'info', event_type: 'request_served', message: `${method} ${path} ${status}` },
  );
});
