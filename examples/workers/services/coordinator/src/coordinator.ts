import { failure, messageOf, TASK_KINDS, type CoordinatorApi, type Result, type Scope, type Task, type TaskSpec, type TaskState } from '@acme/shared';
import { WorkerEntrypoint } from 'cloudflare:workers';

export { TaskQueue } from './task-queue.ts';

const MAX_PAGE = 200;

/** The public face of the queues: finds the workspace's queue and passes the call on. */
export class CoordinatorService extends WorkerEntrypoint<Env> implements CoordinatorApi {
  private readonly logs: Env['LOGS'];

  constructor(ctx: ExecutionContext, env: Env) {
    super(ctx, env);
    this.logs = env.LOGS;
  }

  async submit(scope: Scope, spec: TaskSpec): Promise<Result<Task>> {
    if (!TASK_KINDS.includes(spec.kind)) {
      await this.logs.write({ ...scope, level: 'warn', event_type: 'task_kind_unknown', message: `no handler for ${spec.kind}` });
      return failure('invalid', `unknown kind of task: ${spec.kind}`);
    }
    try {
      return await this.#queueOf(scope).enqueue(scope, spec);
    } catch (cause) {
      await this.logs.write({
        ...scope,
        level: 'error',
        event_type: 'rpc_call_failed',
        message: `queue.enqueue: ${messageOf(cause)}`,
        metadata: { kind: spec.kind, retryable: isRetryable(cause) },
      });
      return failure('unavailable', 'the queue cannot take the task right now');
    }
  }

  async get(scope: Scope, taskId: string): Promise<Result<Task>> {
    const task = await this.#queueOf(scope).find(taskId);
    if (task) return { ok: true, value: task };
    this.ctx.waitUntil(this.logs.write({ ...scope, level: 'info', event_type: 'task_not_found', message: `no task ${taskId}` }));
    return failure('not_found', 'no such task');
  }

  async list(scope: Scope, state: TaskState | null, limit: number): Promise<Task[]> {
    const tasks = await this.#queueOf(scope).list(state, Math.min(limit, MAX_PAGE));
    if (tasks.length === MAX_PAGE) {
      this.ctx.waitUntil(
        this.logs.write({
          level: 'debug',
          event_type: 'task_list_cut',
          message: `list cut at ${MAX_PAGE} tasks`,
          trace_id: scope.trace_id,
          workspace_id: scope.workspace_id,
        }),
      );
    }
    return tasks;
  }

  async cancel(scope: Scope, taskId: string): Promise<Result<Task>> {
    const result = await this.#queueOf(scope).cancel(taskId);
    await this.logs.write(
      result.ok
        ? { ...scope, level: 'info', event_type: 'task_cancelled', message: `task ${taskId} cancelled` }
        : { ...scope, level: 'warn', event_type: 'task_cancel_refused', message: result.message, metadata: { taskId } },
    );
    return result;
  }

  async retry(scope: Scope, taskId: string): Promise<Result<Task>> {
    const result = await this.#queueOf(scope).retry(taskId);
    const base = { ...scope, metadata: { task_id: taskId } };
    if (result.ok) {
      await this.logs.write({ ...base, level: 'info', event_type: 'task_retried', message: `task ${taskId} queued again` });
    } else {
      await this.logs.write({ ...base, level: 'warn', event_type: 'task_retry_refused', message: result.message });
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

export default {
  async fetch() {
    return new Response('the coordinator answers RPC only\n', { status: 404 });
  },
} satisfies ExportedHandler<Env>;
