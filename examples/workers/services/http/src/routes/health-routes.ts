import { messageOf } from '@acme/shared';
import { currentScope } from '@acme/shared/logging';
import { Hono } from 'hono';
import type { AppContext, AppEnv } from '../app-env.ts';

export const healthRoutes = new Hono<AppEnv>();

healthRoutes.get('/', async (c) => {
  const scope = { ...currentScope(), workspace_id: 'system' };
  const [coordinator, resources, logs] = await Promise.all([
    probe(c, 'coordinator', () => c.env.COORDINATOR.list(scope, null, 1)),
    probe(c, 'resources', () => c.env.RESOURCES.usage(scope)),
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
    c.env.LOGS.write({ level: 'error', event_type: 'probe_failed', message: `${service}: ${messageOf(cause)}`, metadata: { service } });
    return false;
  }
}
