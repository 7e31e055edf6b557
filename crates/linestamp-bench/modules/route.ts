import { Hono, type Context, type Next } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { parse__Name__, type __Name__, type __Name__Filter } from './__name__-types';

type App = { Bindings: Env; Variables: { trace: string; user?: { id: string; roles: string[] } } };

const PAGE = 50;
const routes = new Hono<App>();

/** Everything that a __name__ request is logged with. */
function scopeOf(c: Context<App>) {
  return { trace_id: c.get('trace'), user_id: c.get('user')?.id ?? null, path: c.req.path };
}

routes.use('*', async (c: Context<App>, next: Next) => {
  const started = performance.now();
  c.set('trace', c.req.header('traceparent')?.split('-')[1] ?? crypto.randomUUID());
  c.env.LOGS.write({ level: 'debug', event_type: '__name___request', message: `${c.req.method} ${c.req.path}`, ...scopeOf(c) });
  await next();
  c.executionCtx.waitUntil(
    c.env.LOGS.write({
      level: c.res.status >= 500 ? 'error' : 'info',
      event_type: '__name___response',
      message: `${c.res.status} in ${(performance.now() - started).toFixed(1)} ms`,
      metadata: { status: c.res.status, length: c.res.headers.get('content-length') },
    }),
  );
});

routes.get('/', async (c) => {
  const filter: __Name__Filter = {
    after: c.req.query('after'),
    limit: Math.min(Number(c.req.query('limit') ?? PAGE), 4 * PAGE),
    state: (c.req.query('state') as __Name__['state'] | undefined) ?? 'open',
  };
  const rows = await c.env.COORDINATOR.list(filter);
  if (rows.length === 0) {
    c.env.LOGS.write({ level: 'info', event_type: '__name___list_empty', message: 'nothing matches', metadata: { filter } });
  }
  return c.json({ rows, next: rows.length < filter.limit ? null : rows.at(-1)!.id });
});

routes.get('/:id{[0-9a-f-]{36}}', async (c) => {
  const id = c.req.param('id');
  const found = await c.env.COORDINATOR.get(id);
  if (!found) {
    await c.env.LOGS.write({ level: 'warn', event_type: '__name___missing', message: `no such __name__: ${id}` });
    throw new HTTPException(404, { message: `there is no __name__ ${id}` });
  }
  return c.json(found);
});

routes.post('/', async (c) => {
  const body: unknown = await c.req.json().catch(() => undefined);
  const parsed = parse__Name__(body);
  if (!parsed.ok) {
    c.env.LOGS.write({
      level: 'warn',
      event_type: '__name___refused',
      message: parsed.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
      metadata: { issues: parsed.issues.length },
      ...scopeOf(c),
    });
    return c.json({ error: 'invalid', issues: parsed.issues }, 400);
  }
  const { env } = c;
  try {
    const created = await env.COORDINATOR.create({ ...parsed.value, by: c.get('user')?.id });
    env.LOGS.write({ level: 'info', event_type: '__name___created', message: `created ${created.id}`, metadata: { created } });
    return c.json(created, 201, { location: `${c.req.path}/${created.id}` });
  } catch (error) {
    env.LOGS.write({ level: 'error', event_type: '__name___create_failed', message: String(error) });
    throw error;
  }
});

routes.delete('/:id', async (c) => {
  const user = c.get('user');
  if (!user?.roles.includes('admin')) {
    c.env.LOGS.write({ level: 'warn', event_type: '__name___forbidden', message: 'not an admin', ...scopeOf(c) });
    throw new HTTPException(403);
  }
  const gone = await c.env.COORDINATOR.remove(c.req.param('id'));
  c.env.LOGS.write({ level: gone ? 'info' : 'warn', event_type: '__name___removed', message: gone ? 'removed' : 'was not there' });
  return c.body(null, gone ? 204 : 404);
});

routes.onError((error, c) => {
  const status = error instanceof HTTPException ? error.status : 500;
  c.env.LOGS.write({ level: 'error', event_type: '__name___error', message: error.message, metadata: { status, stack: error.stack } });
  return c.json({ error: error.message }, status);
});

export default routes;
