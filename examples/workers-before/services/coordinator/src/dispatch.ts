import { logger } from '@acme/logger';
import { backoffMs, messageOf, type Task, type TaskMessage } from '@acme/shared';
import { context, traceparent, withContext } from 'linestamp/runtime';
import type { TaskStore } from './task-store.ts';

const UNSENT_BASE_MS = 2_000;

/** Hands leased tasks to the executors, by the queue. */
export async function dispatch(env: Env, tasks: TaskStore, leased: Task[]): Promise<void> {
  const messages = leased.map((task) =>
    withContext(task, () => {
      const waited = Date.now() - task.run_at;
      logger.debug(`task ${task.id} waited ${waited} ms`, { event_type: 'task_dispatched', task_id: task.id, kind: task.spec.kind });
      return { body: messageOfTask(task) };
    }),
  );
  try {
    await env.TASKS.sendBatch(messages);
  } catch (cause) {
    const error = messageOf(cause);
    for (const task of leased) withContext(task, () => giveBack(tasks, task, error));
  }
}

/** No executor heard of the task, so it goes back, and not for ever. */
function giveBack(tasks: TaskStore, task: Task, error: string): void {
  logger.error(`tasks.send: ${error}`, { event_type: 'queue_send_failed', task_id: task.id });
  const over = task.attempts >= 2 * task.spec.limits.max_attempts;
  const run_at = Date.now() + backoffMs(task.attempts, UNSENT_BASE_MS);
  tasks.settle(task.id, { state: over ? 'failed' : 'queued', run_at, output: null, error });
}

/** Of the running event's trace, which is the task's. */
function messageOfTask({ id, attempts }: Task): TaskMessage {
  const { request_id = '', workspace_id = '' } = context();
  return { traceparent: traceparent(), request_id, workspace_id, task_id: id, attempt: attempts };
}
