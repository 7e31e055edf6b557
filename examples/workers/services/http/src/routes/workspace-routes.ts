import { logEvent } from '@acme/shared';
import { Hono } from 'hono';
import { env } from 'hono/adapter';
import type { AppContext, AppEnv } from '../app-env.ts';
import { jsonBody } from '../body.ts';
import { call } from '../call.ts';
import { HttpError, unwrap } from '../errors.ts';
import { requireAdmin } from '../middleware/auth.ts';

export const workspaceRoutes = new Hono<AppEnv>();

workspaceRoutes.get('/', async (c) => {
  const scope = c.get('scope');
  return c.json(await call(scope, 'resources.usage', () => c.env.RESOURCES.usage(scope)));
});

workspaceRoutes.put('/quota', requireAdmin, async (c) => {
  const scope = c.get('scope');
  const { units } = await jsonBody(c);
  if (typeof units !== 'number') throw new HttpError('invalid', 'units must be a number');
  const usage = unwrap(await call(scope, 'resources.setQuota', () => c.env.RESOURCES.setQuota(scope, units)));
  logEvent(c.env, { ...scope, level: 'info', event_type: 'quota_set', message: `quota set to ${units}`, metadata: { usage } }, c.executionCtx);
  audit(c, 'quota', String(units));
  return c.json(usage);
});

/** An audit record names the person, whatever the scope says. */
function audit(c: AppContext, subject: string, value: string): void {
  env(c).LOGS.write({
    ...c.get('scope'),
    level: 'info',
    event_type: 'audit',
    message: `${subject} set to ${value}`,
    user_id: c.get('key').user_id,
  });
}
