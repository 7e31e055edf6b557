import { backoffMs, messageOf, type Scope, type Task, type TaskOutcome } from '@acme/shared';
import type { TaskStore } from './task-store.ts';

const UNREACHABLE_BASE_MS = 2_000;

/** Has one leased task executed and writes down how it ended. */
export async function dispatch(env: Env, tasks: TaskStore, task: Task, instance: string): Promise<void> {
  const { LOGS: logs } = env;
  const scope = scopeOf(task);
  const base = { ...scope, instance_id: instance, metadata: { task_id: task.id, kind: task.spec.kind } };

  const waited = Date.now() - task.run_at;
  logs.write({ ...base, level: 'debug', event_type: 'task_dispatched', message: `task ${task.id} waited ${waited} ms` });

  const outcome = await execute(env, scope, task);
  const ended = settle(tasks, task, outcome);
  if (!ended) {
    logs.write({
      ...base,
      level: 'warn',
      event_type: 'outcome_discarded',
      message: `task ${task.id} was ${outcome.status}, but is no longer leased`,
    });
    return;
  }
  reportEnd(logs, base, ended, outcome);
}

async function execute(env: Env, scope: Scope, task: Task): Promise<TaskOutcome> {
  try {
    return await env.EXECUTOR.execute(scope, task);
  } catch (cause) {
    const error = messageOf(cause);
    env.LOGS.write({ ...scope, level: 'error', event_type: 'rpc_call_failed', message: `executor.execute: ${error}`, metadata: { task_id: task.id } });
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

function reportEnd(logs: Env['LOGS'], base: Scope & { instance_id: string }, task: Task, outcome: TaskOutcome): void {
  const lifetime = Date.now() - task.created_at;
  switch (outcome.status) {
    case 'done':
      logs.write({ ...base, level: 'info', event_type: 'task_done', message: `task ${task.id} done after ${lifetime} ms` });
      break;
    case 'failed':
      logs.write({
        ...base,
        level: 'error',
        event_type: 'task_failed',
        message: outcome.error,
        metadata: { task_id: task.id, attempts: task.attempts, lifetime },
      });
      break;
    case 'retry':
      logs.write({ ...base, level: 'info', event_type: 'task_requeued', message: `again in ${outcome.retry_after_ms} ms: ${outcome.error}` });
  }
}

function scopeOf({ trace_id, request_id, workspace_id }: Task): Scope {
  return { trace_id, request_id, workspace_id };
}
