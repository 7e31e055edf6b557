import { logger } from '@acme/logger';
import { messageOf } from '@acme/shared';
import { currentScope } from '@acme/shared/logging';
import { Hono } from 'hono';
import type { AppEnv } from '../app-env.ts';

export const healthRoutes = new Hono<AppEnv>();

healthRoutes.get('/', async (c) => {
  const scope = { ...currentScope(), workspace_id: 'system' };
  const [coordinator, resources, logs] = await Promise.all([
    probe('coordinator', () => c.env.COORDINATOR.list(scope, null, 1)),
    probe('resources', () => c.env.RESOURCES.usage(scope)),
    probe('logs', () => c.env.LOGS.query({ limit: 1 })),
  ]);
  const healthy = coordinator && resources && logs;
  return c.json({ healthy, coordinator, resources, logs }, healthy ? 200 : 503);
});

async function probe(service: string, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (cause) {
    logger.error(`${service}: ${messageOf(cause)}`, { event_type: 'probe_failed', service });
    return false;
  }
}
