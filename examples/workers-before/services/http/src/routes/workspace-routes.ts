import { logger } from '@acme/logger';
import { currentScope } from '@acme/shared/logging';
import { Hono } from 'hono';
import type { AppContext, AppEnv } from '../app-env.ts';
import { jsonBody } from '../body.ts';
import { call } from '../call.ts';
import { HttpError, unwrap } from '../errors.ts';
import { requireAdmin } from '../middleware/auth.ts';

export const workspaceRoutes = new Hono<AppEnv>();

workspaceRoutes.get('/', async (c) => {
  const scope = currentScope();
  return c.json(await call('resources.usage', () => c.env.RESOURCES.usage(scope)));
});

workspaceRoutes.put('/quota', requireAdmin, async (c) => {
  const scope = currentScope();
  const { units } = await jsonBody(c);
  if (typeof units !== 'number') throw new HttpError('invalid', 'units must be a number');
  const usage = unwrap(await call('resources.setQuota', () => c.env.RESOURCES.setQuota(scope, units)));
  logger.info(`quota set to ${units}`, { event_type: 'quota_set', usage });
  audit(c, 'quota', String(units));
  return c.json(usage);
});

/** An audit record names the person, whatever the scope says. */
function audit(c: AppContext, subject: string, value: string): void {
  logger.info(`${subject} set to ${value}`, { event_type: 'audit', user_id: c.get('key').user_id });
}
