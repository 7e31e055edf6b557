import { logger } from '@acme/logger';
import { messageOf, systemScope } from '@acme/shared';
import { Hono } from 'hono';
import type { AppContext, AppEnv } from '../app-env.ts';

export const healthRoutes = new Hono<AppEnv>();

healthRoutes.get('/', async (c) => {
  const [coordinator, resources, logs] = await Promise.all([
    probe(c, 'coordinator', () => c.env.COORDINATOR.list(systemScope('health'), null, 1)),
    probe(c, 'resources', () => c.env.RESOURCES.usage(systemScope('health'))),
    probe(c, 'logs', () => c.env.LOGS.query({ limit: 1 })),
  ]);
  const healthy = coordinator && resources && logs;
  return c.json({ healthy, coordinator, resources, logs }, healthy ? 200 : 503);
});

async function probe(c: AppContext, service: string, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (cause) {
    logger.error(`${service}: ${messageOf(cause)}`, { ...c.get('scope'), event_type: 'probe_failed', service });
    return false;
  }
}
