import { failure, messageOf, TASK_KINDS, type CoordinatorApi, type Result, type Scope, type Task, type TaskMessage, type TaskOutcome, type TaskSpec, type TaskState } from '@acme/shared';
import { logging } from '@acme/shared/logging';
import { WorkerEntrypoint } from 'cloudflare:workers';
import { withLogs } from 'linestamp/runtime';
import { buryDead } from './dead-letters.ts';
import { TaskQueue as TaskQueueObject } from './task-queue.ts';

const MAX_PAGE = 200;

/** The public face of the queues: finds the workspace's queue and passes the call on. */
class Coordinator extends WorkerEntrypoint<Env> implements CoordinatorApi {
  private readonly logs: Env['LOGS'];

  constructor(ctx: ExecutionContext, env: Env) {
    super(ctx, env);
    this.logs = env.LOGS;
  }

  async submit(scope: Scope, spec: TaskSpec): Promise<Result<Task>> {
    if (!TASK_KINDS.includes(spec.kind)) {
      this.logs.write({ level: 'warn', event_type: 'task_kind_unknown', message: `no handler for ${spec.kind}` });
      return failure('invalid', `unknown kind of task: ${spec.kind}`);
    }
    try {
      return await this.#queueOf(scope).enqueue(scope, spec);
    } catch (cause) {
      this.logs.write({
        level: 'error',
        event_type: 'rpc_call_failed',
        message: `queue.enqueue: ${messageOf(cause)}`,
        metadata: { kind: spec.kind, retryable: isRetryable(cause) },
      });
      return failure('unavailable', 'the queue cannot take the task right now');
    }
  }

  async get(scope: Scope, taskId: string): Promise<Result<Task>> {
    const task = await this.#queueOf(scope).find(scope, taskId);
    if (task) return { ok: true, value: task };
    this.logs.write({ level: 'info', event_type: 'task_not_found', message: `no task ${taskId}` });
    return failure('not_found', 'no such task');
  }

  async list(scope: Scope, state: TaskState | null, limit: number): Promise<Task[]> {
    const tasks = await this.#queueOf(scope).list(scope, state, Math.min(limit, MAX_PAGE));
    if (tasks.length === MAX_PAGE) {
      this.logs.write({
        level: 'debug',
        event_type: 'task_list_cut',
        message: `list cut at ${MAX_PAGE} tasks`,
      });
    }
    return tasks;
  }

  async cancel(scope: Scope, taskId: string): Promise<Result<Task>> {
    const result = await this.#queueOf(scope).cancel(scope, taskId);
    this.logs.write(
      result.ok
        ? { level: 'info', event_type: 'task_cancelled', message: `task ${taskId} cancelled` }
        : { level: 'warn', event_type: 'task_cancel_refused', message: result.message, metadata: { taskId } },
    );
    return result;
  }

  async retry(scope: Scope, taskId: string): Promise<Result<Task>> {
    const result = await this.#queueOf(scope).retry(scope, taskId);
    const base = { metadata: { task_id: taskId } };
    if (result.ok) {
      this.logs.write({ ...base, level: 'info', event_type: 'task_retried', message: `task ${taskId} queued again` });
    } else {
      this.logs.write({ ...base, level: 'warn', event_type: 'task_retry_refused', message: result.message });
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
