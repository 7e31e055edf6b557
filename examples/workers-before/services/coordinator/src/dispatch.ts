import { logger } from '@acme/logger';
import { backoffMs, messageOf, type Scope, type Task, type TaskOutcome } from '@acme/shared';
import type { TaskStore } from './task-store.ts';

const UNREACHABLE_BASE_MS = 2_000;

/** Has one leased task executed and writes down how it ended. */
export async function dispatch(env: Env, tasks: TaskStore, task: Task, instance: string): Promise<void> {
  const scope = scopeOf(task);
  const base = { ...scope, instance_id: instance, metadata: { task_id: task.id, kind: task.spec.kind } };

  const waited = Date.now() - task.run_at;
  logger.debug(`task ${task.id} waited ${waited} ms`, { ...base, event_type: 'task_dispatched' });

  const outcome = await execute(env, scope, task);
  const ended = settle(tasks, task, outcome);
  if (!ended) {
    logger.warn(`task ${task.id} was ${outcome.status}, but is no longer leased`, { ...base, event_type: 'outcome_discarded' });
    return;
  }
  reportEnd(base, ended, outcome);
}

async function execute(env: Env, scope: Scope, task: Task): Promise<TaskOutcome> {
  try {
    return await env.EXECUTOR.execute(scope, task);
  } catch (cause) {
    const error = messageOf(cause);
    logger.error(`executor.execute: ${error}`, { ...scope, event_type: 'rpc_call_failed', task_id: task.id });
    // The executor itself is away: that is no attempt of the task's own, but it must not go on for ever.
    return task.attempts >= 2 * task.spec.limits.max_attempts
      ? { status: 'failed', error }
      : { status: 'retry', error, retry_after_ms: backoffMs(task.attempts, UNREACHABLE_BASE_MS) };
  }
}

function settle(tasks: TaskStore, task: Task, outcome: TaskOutcome): Task | null {
  const { run_at } = task;
  switch (outcome.status) {
    case 'done':
      return tasks.settle(task.id, { state: 'done', run_at, output: outcome.output, error: null });
    case 'failed':
      return tasks.settle(task.id, { state: 'failed', run_at, output: null, error: outcome.error });
    case 'retry': {
      const again = Date.now() + outcome.retry_after_ms;
      return tasks.settle(task.id, { state: 'queued', run_at: again, output: null, error: outcome.error });
    }
  }
}

function reportEnd(base: Scope & { instance_id: string }, task: Task, outcome: TaskOutcome): void {
  const lifetime = Date.now() - task.created_at;
  switch (outcome.status) {
    case 'done':
      logger.info(`task ${task.id} done after ${lifetime} ms`, { ...base, event_type: 'task_done' });
      break;
    case 'failed':
      logger.error(outcome.error, { ...base, event_type: 'task_failed', task_id: task.id, attempts: task.attempts, lifetime });
      break;
    case 'retry':
      logger.info(`again in ${outcome.retry_after_ms} ms: ${outcome.error}`, { ...base, event_type: 'task_requeued' });
  }
}

function scopeOf({ trace_id, request_id, workspace_id }: Task): Scope {
  return { trace_id, request_id, workspace_id };
}
