import { Hono } from 'hono';
import { logger as log } from '../lib/logger';
import { parse__Name__, type __Name__, type Problem } from './__name__-types';

const LARGEST_BODY = 1 << 20;

export const routes = new Hono<{ Bindings: Env }>();

routes.get('/__name__s/:id', async (c) => {
  const id = c.req.param('id');
  const found = await c.env.STORE.get(id);
  if (!found) {
    log.info('__name__ not found', { id });
    return c.json({ error: 'not_found' }, 404);
  }
  log.debug('__name__ served', { id, version: found.version });
  return c.json(found);
});

routes.post('/__name__s', async (c) => {
  const length = Number(c.req.header('content-length') ?? 0);
  if (length > LARGEST_BODY) {
    log.warn(`a body of ${length} bytes`, { most: LARGEST_BODY });
    return c.json({ error: 'too_large' }, 413);
  }
  let input: __Name__;
  try {
    input = parse__Name__(await c.req.json());
  } catch (error) {
    log.warn('__name__ refused', error);
    return c.json({ error: 'malformed' }, 400);
  }
  const created = await c.env.STORE.put(input);
  log.info(`__name__ ${created.id} created`, { user: c.req.header('x-user'), size: length });
  return c.json(created, 201);
});

routes.delete('/__name__s/:id', async (c) => {
  const request = log.child({ route: 'delete', area: '__name__' });
  const id = c.req.param('id');
  if (await c.env.STORE.remove(id)) request.info('__name__ removed', { id });
  else request.warn(`no __name__ ${id} to remove`);
  return c.body(null, 204);
});

routes.onError((error, c) => {
  const problem: Problem = { status: 500, title: error.message };
  log.error('request failed', { path: c.req.path, title: problem.title });
  return c.json(problem, 500);
});

/** What a __name__ was, in the words of its history. */
export function history(log: { info(line: string): void; lines: string[] }, changes: readonly string[]): string[] {
  for (const change of changes) log.info(`changed: ${change}`);
  return log.lines;
}

export function audit(env: Env, user: string, action: string): void {
  log.info(`${user}: ${action}`, { area: '__name__' });
  if (action === 'purge') log.warn('__name__s are purged', { user, at: Date.now() });
}
