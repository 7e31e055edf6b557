import { logger } from '@acme/logger';
import { failure, messageOf, TASK_KINDS, type CoordinatorApi, type Result, type Scope, type Task, type TaskMessage, type TaskOutcome, type TaskSpec, type TaskState } from '@acme/shared';
import { logging } from '@acme/shared/logging';
import { WorkerEntrypoint } from 'cloudflare:workers';
import { withLogs } from 'linestamp/runtime';
import { buryDead } from './dead-letters.ts';
import { TaskQueue as TaskQueueObject } from './task-queue.ts';

const MAX_PAGE = 200;

/** The public face of the queues: finds the workspace's queue and passes the call on. */
class Coordinator extends WorkerEntrypoint<Env> implements CoordinatorApi {
  async submit(scope: Scope, spec: TaskSpec): Promise<Result<Task>> {
    if (!TASK_KINDS.includes(spec.kind)) {
      logger.warn(`no handler for ${spec.kind}`, { event_type: 'task_kind_unknown' });
      return failure('invalid', `unknown kind of task: ${spec.kind}`);
    }
    try {
      return await this.#queueOf(scope).enqueue(scope, spec);
    } catch (cause) {
      logger.error(`queue.enqueue: ${messageOf(cause)}`, { event_type: 'rpc_call_failed', kind: spec.kind, retryable: isRetryable(cause) });
      return failure('unavailable', 'the queue cannot take the task right now');
    }
  }

  async get(scope: Scope, taskId: string): Promise<Result<Task>> {
    const task = await this.#queueOf(scope).find(scope, taskId);
    if (task) return { ok: true, value: task };
    logger.info(`no task ${taskId}`, { event_type: 'task_not_found' });
    return failure('not_found', 'no such task');
  }

  async list(scope: Scope, state: TaskState | null, limit: number): Promise<Task[]> {
    const tasks = await this.#queueOf(scope).list(scope, state, Math.min(limit, MAX_PAGE));
    if (tasks.length === MAX_PAGE) {
      logger.debug(`list cut at ${MAX_PAGE} tasks`, { event_type: 'task_list_cut' });
    }
    return tasks;
  }

  async cancel(scope: Scope, taskId: string): Promise<Result<Task>> {
    const result = await this.#queueOf(scope).cancel(scope, taskId);
    if (result.ok) {
      logger.info(`task ${taskId} cancelled`, { event_type: 'task_cancelled' });
    } else {
      logger.warn(result.message, { event_type: 'task_cancel_refused', taskId });
    }
    return result;
  }

  async retry(scope: Scope, taskId: string): Promise<Result<Task>> {
    const result = await this.#queueOf(scope).retry(scope, taskId);
    const base = { task_id: taskId };
    if (result.ok) {
      logger.info(`task ${taskId} queued again`, { ...base, event_type: 'task_retried' });
    } else {
      logger.warn(result.message, { ...base, event_type: 'task_retry_refused' });
    }
    return result;
  }

  async begin(message: TaskMessage): Promise<Task | null> {
    return this.#queueOf(message).begin(message);
  }

  async report(message: TaskMessage, outcome: TaskOutcome): Promise<void> {
    await this.#queueOf(message).report(message, outcome);
  }

  #queueOf(scope: Scope) {
    return this.env.QUEUES.getByName(scope.workspace_id);
  }
}

function isRetryable(cause: unknown): boolean {
  return (cause as { retryable?: boolean } | null)?.retryable === true;
}

export const CoordinatorService = withLogs(Coordinator, logging);

export const TaskQueue = withLogs(TaskQueueObject, logging);
export type TaskQueue = TaskQueueObject;

export default withLogs(
  {
    async fetch() {
      return new Response('the coordinator answers RPC only\n', { status: 404 });
    },
    async queue(batch: MessageBatch<TaskMessage>, env: Env) {
      await buryDead(batch, env);
    },
  },
  logging,
);
