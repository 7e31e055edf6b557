import { logger } from '@acme/logger';
import type { Task, TaskMessage, TaskOutcome } from '@acme/shared';
import type { TaskStore } from './task-store.ts';

/** Writes down how an attempt ended, unless it is one that the queue had given up. */
export function settle(tasks: TaskStore, { task_id, attempt }: TaskMessage, outcome: TaskOutcome): void {
  const task = tasks.find(task_id);
  const ended = task?.attempts === attempt ? end(tasks, task, outcome) : null;
  if (!ended) {
    logger.warn(`task ${task_id} was ${outcome.status}, but is no longer leased`, { event_type: 'outcome_discarded', task_id, attempt });
    return;
  }
  reportEnd(ended, outcome);
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

function reportEnd(task: Task, outcome: TaskOutcome): void {
  const lifetime = Date.now() - task.created_at;
  const base = { task_id: task.id, kind: task.spec.kind };
  switch (outcome.status) {
    case 'done':
      logger.info(`task ${task.id} done after ${lifetime} ms`, { ...base, event_type: 'task_done' });
      break;
    case 'failed':
      logger.error(`${outcome.error}`, { event_type: 'task_failed', task_id: task.id, attempts: task.attempts, lifetime });
      break;
    case 'retry':
      logger.info(`again in ${outcome.retry_after_ms} ms: ${outcome.error}`, { ...base, event_type: 'task_requeued' });
  }
}
