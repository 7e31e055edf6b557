import type { Task, TaskMessage, TaskOutcome } from '@acme/shared';
import type { TaskStore } from './task-store.ts';

/** Writes down how an attempt ended, unless it is one that the queue had given up. */
export function settle(env: Env, tasks: TaskStore, { task_id, attempt }: TaskMessage, outcome: TaskOutcome): void {
  const task = tasks.find(task_id);
  const ended = task?.attempts === attempt ? end(tasks, task, outcome) : null;
  if (!ended) {
    env.LOGS.write({
      level: 'warn',
      event_type: 'outcome_discarded',
      message: `task ${task_id} was ${outcome.status}, but is no longer leased`,
      metadata: { task_id, attempt },
    });
    return;
  }
  reportEnd(env, ended, outcome);
}

function end(tasks: TaskStore, task: Task, outcome: TaskOutcome): Task | null {
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

function reportEnd({ LOGS: logs }: Env, task: Task, outcome: TaskOutcome): void {
  const lifetime = Date.now() - task.created_at;
  const base = { metadata: { task_id: task.id, kind: task.spec.kind } };
  switch (outcome.status) {
    case 'done':
      logs.write({ ...base, level: 'info', event_type: 'task_done', message: `task ${task.id} done after ${lifetime} ms` });
      break;
    case 'failed':
      logs.write({
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
