import { logger } from '@acme/logger';
import { TASK_STATES, type TaskState } from '@acme/shared';
import { currentScope } from '@acme/shared/logging';
import { Hono } from 'hono';
import type { AppEnv } from '../app-env.ts';
import { jsonBody, type JsonObject } from '../body.ts';
import { call } from '../call.ts';
import { HttpError, unwrap } from '../errors.ts';
import { idempotent } from '../middleware/idempotency.ts';
import { parseTask } from '../parse-task.ts';

const DEFAULT_PAGE = 50;
const MAX_BATCH = 100;

export const taskRoutes = new Hono<AppEnv>();

taskRoutes.post('/', idempotent, async (c) => {
  const scope = currentScope();
  const spec = parseTask(await jsonBody(c));
  // Not through `call`: a second submission would be a second task.
  const task = unwrap(await c.env.COORDINATOR.submit(scope, spec));
  logger.info(`${spec.kind} submitted as ${task.id}`, { event_type: 'task_submitted', task_id: task.id, limits: spec.limits });
  return c.json(task, 202, { location: `/v1/tasks/${task.id}` });
});

/** All or none are parsed; each is then accepted or refused by itself. */
taskRoutes.post('/batch', idempotent, async (c) => {
  const scope = currentScope();
  const { tasks } = await jsonBody(c);
  if (!Array.isArray(tasks) || tasks.length > MAX_BATCH) {
    throw new HttpError('invalid', `tasks must be a list of at most ${MAX_BATCH}`);
  }
  const specs = tasks.map((task) => parseTask((task ?? {}) as JsonObject));
  const results = await Promise.all(specs.map((spec) => c.env.COORDINATOR.submit(scope, spec)));
  const refused = results.filter((result) => !result.ok);
  logger.info(`${results.length} tasks submitted`, { event_type: 'batch_submitted' });
  for (const { code, message } of refused) {
    logger.warn(message, { event_type: 'batch_task_refused', code });
  }
  return c.json({ results }, refused.length === 0 ? 202 : 207);
});

taskRoutes.get('/', async (c) => {
  const scope = currentScope();
  const state = c.req.query('state') ?? null;
  if (state !== null && !isTaskState(state)) {
    throw new HttpError('invalid', `state must be one of ${TASK_STATES.join(', ')}`);
  }
  const limit = Number(c.req.query('limit')) || DEFAULT_PAGE;
  const tasks = await call('coordinator.list', () => c.env.COORDINATOR.list(scope, state, limit));
  logger.debug(`${tasks.length} tasks listed`, { event_type: 'tasks_listed' });
  return c.json({ tasks });
});

taskRoutes.get('/:id', async (c) => {
  const scope = currentScope();
  const task = await call('coordinator.get', () => c.env.COORDINATOR.get(scope, c.req.param('id')));
  return c.json(unwrap(task));
});

taskRoutes.post('/:id/retry', async (c) => {
  const scope = currentScope();
  const task = unwrap(await c.env.COORDINATOR.retry(scope, c.req.param('id')));
  logger.info(`${scope.user_id} retries ${task.id}`, { event_type: 'task_retry_requested' });
  return c.json(task, 202);
});

taskRoutes.delete('/:id', async (c) => {
  const scope = currentScope();
  const task = unwrap(await c.env.COORDINATOR.cancel(scope, c.req.param('id')));
  logger.info(`${scope.user_id} cancelled ${task.id}`, { event_type: 'task_cancel_requested' });
  return c.json(task);
});

function isTaskState(value: string): value is TaskState {
  return TASK_STATES.includes(value as TaskState);
}
