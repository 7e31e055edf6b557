import { logger } from '@acme/logger';
import { failure, messageOf, TASK_KINDS, type CoordinatorApi, type Result, type Scope, type Task, type TaskSpec, type TaskState } from '@acme/shared';
import { WorkerEntrypoint } from 'cloudflare:workers';
import { withLogs } from 'linestamp/runtime';
import { TaskQueue as Queue } from './task-queue.ts';

const MAX_PAGE = 200;

/** The public face of the queues: finds the workspace's queue and passes the call on. */
class Coordinator extends WorkerEntrypoint<Env> implements CoordinatorApi {
  async submit(scope: Scope, spec: TaskSpec): Promise<Result<Task>> {
    if (!TASK_KINDS.includes(spec.kind)) {
      logger.warn(`no handler for ${spec.kind}`, { ...scope, event_type: 'task_kind_unknown' });
      return failure('invalid', `unknown kind of task: ${spec.kind}`);
    }
    try {
      return await this.#queueOf(scope).enqueue(scope, spec);
    } catch (cause) {
      logger.error(`queue.enqueue: ${messageOf(cause)}`, { ...scope, event_type: 'rpc_call_failed', kind: spec.kind, retryable: isRetryable(cause) });
      return failure('unavailable', 'the queue cannot take the task right now');
    }
  }

  async get(scope: Scope, taskId: string): Promise<Result<Task>> {
    const task = await this.#queueOf(scope).find(taskId);
    if (task) return { ok: true, value: task };
    logger.info(`no task ${taskId}`, { ...scope, event_type: 'task_not_found' });
    return failure('not_found', 'no such task');
  }

  async list(scope: Scope, state: TaskState | null, limit: number): Promise<Task[]> {
    const tasks = await this.#queueOf(scope).list(state, Math.min(limit, MAX_PAGE));
    if (tasks.length === MAX_PAGE) {
      logger.debug(`list cut at ${MAX_PAGE} tasks`, { event_type: 'task_list_cut', trace_id: scope.trace_id, workspace_id: scope.workspace_id });
    }
    return tasks;
  }

  async cancel(scope: Scope, taskId: string): Promise<Result<Task>> {
    const result = await this.#queueOf(scope).cancel(taskId);
    if (result.ok) {
      logger.info(`task ${taskId} cancelled`, { ...scope, event_type: 'task_cancelled' });
    } else {
      logger.warn(result.message, { ...scope, event_type: 'task_cancel_refused', taskId });
    }
    return result;
  }

  async retry(scope: Scope, taskId: string): Promise<Result<Task>> {
    const result = await this.#queueOf(scope).retry(taskId);
    const base = { ...scope, metadata: { task_id: taskId } };
    if (result.ok) {
      logger.info(`task ${taskId} queued again`, { ...base, event_type: 'task_retried' });
    } else {
      logger.warn(result.message, { ...base, event_type: 'task_retry_refused' });
    }
    return result;
  }

  #queueOf(scope: Scope) {
    return this.env.QUEUES.getByName(scope.workspace_id);
  }
}

function isRetryable(cause: unknown): boolean {
  return (cause as { retryable?: boolean } | null)?.retryable === true;
}

export const CoordinatorService = withLogs(Coordinator);

export const TaskQueue = withLogs(Queue);
export type TaskQueue = Queue;

export default {
  async fetch() {
    return new Response('the coordinator answers RPC only\n', { status: 404 });
  },
} satisfies ExportedHandler<Env>;
