import { failure, logsLost, success, type Result, type Scope, type Task, type TaskSpec, type TaskState } from '@acme/shared';
import { DurableObject } from 'cloudflare:workers';
import { dispatch } from './dispatch.ts';
import { pruneTasks } from './prune.ts';
import { TaskStore } from './task-store.ts';

/** How many tasks of one workspace run at once. */
const CONCURRENCY = 8;
const MAX_QUEUED = 5_000;
/** An executor gets this much longer than the task before its lease is taken back. */
const LEASE_GRACE_MS = 10_000;

/** The tasks of one workspace. Alarms drive it: nothing polls. */
export class TaskQueue extends DurableObject<Env> {
  private readonly logs = this.env.LOGS;
  private readonly tasks = new TaskStore(this.ctx.storage.sql);

  async enqueue(scope: Scope, spec: TaskSpec): Promise<Result<Task>> {
    const queued = this.tasks.queued();
    if (queued >= MAX_QUEUED) {
      this.logs.write({
        ...scope,
        level: 'error',
        event_type: 'queue_full',
        message: `queue full: ${queued} tasks wait`,
        instance_id: this.#instance,
      });
      return failure('unavailable', 'too many tasks are waiting');
    }
    const task = this.tasks.add(scope, spec, Date.now());
    await this.#scheduleNext();
    this.logs.write({ ...scope, level: 'info', event_type: 'task_queued', message: `task ${task.id} queued behind ${queued}`, instance_id: this.#instance, metadata: { task_id: task.id, kind: spec.kind } });
    return success(task);
  }

  async find(taskId: string): Promise<Task | null> {
    return this.tasks.find(taskId);
  }

  async list(state: TaskState | null, limit: number): Promise<Task[]> {
    return this.tasks.list(state, limit);
  }

  async cancel(taskId: string): Promise<Result<Task>> {
    const task = this.tasks.cancel(taskId);
    if (task) return success(task);
    return this.tasks.find(taskId)
      ? failure('conflict', 'the task has ended already')
      : failure('not_found', 'no such task');
  }

  async retry(taskId: string): Promise<Result<Task>> {
    const task = this.tasks.revive(taskId, Date.now());
    if (!task) return failure('conflict', 'only a failed task can be retried');
    await this.#scheduleNext();
    return success(task);
  }

  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    if (info?.isRetry) {
      this.logs.write({ level: 'warn', event_type: 'alarm_retried', message: `alarm retried, attempt ${info.retryCount}`, instance_id: this.#instance });
    }
    const now = Date.now();
    await this.#reclaim(now);
    pruneTasks({ env: this.env, instance: this.#instance }, this.tasks, now);

    const leased = this.tasks.lease(now, CONCURRENCY, (task) => task.spec.limits.timeout_ms + LEASE_GRACE_MS);
    // The alarm that would notice a lost lease is set before anything can get lost.
    await this.#scheduleNext();
    if (leased.length > 0) {
      this.logs.write({
        level: 'debug',
        event_type: 'tasks_leased',
        message: `${leased.length} tasks leased`,
        workspace_id: leased[0]?.workspace_id,
        instance_id: this.#instance,
      });
    }
    const settled = await Promise.allSettled(
      leased.map((task) => dispatch(this.env, this.tasks, task, this.#instance)),
    );
    await this.logs.writeBatch(
      settled.flatMap((result, i) => result.status === 'rejected' ? [this.#crashRecord(leased[i]!, result.reason)] : []),
    ).catch(logsLost);
    await this.#scheduleNext();
  }

  async #reclaim(now: number): Promise<void> {
    const lost = this.tasks.reclaim(now);
    if (lost.length === 0) return;
    await this.logs.writeBatch(
      lost.map((task) => ({
        level: 'warn',
        event_type: 'lease_expired',
        message: `nobody reported on task ${task.id}: it goes back into the queue`,
        trace_id: task.trace_id,
        request_id: task.request_id,
        workspace_id: task.workspace_id,
        instance_id: this.#instance,
      })),
    ).catch(logsLost);
  }

  #crashRecord(task: Task, reason: unknown) {
    return /* @linestamp */ {
      level: 'error' as const,
      event_type: 'dispatch_crashed',
      message: `task ${task.id}: ${String(reason)}`,
      trace_id: task.trace_id,
      workspace_id: task.workspace_id,
      instance_id: this.#instance,
    };
  }

  async #scheduleNext(): Promise<void> {
    const at = this.tasks.nextWake();
    if (at !== null) await this.ctx.storage.setAlarm(at);
  }

  get #instance(): string {
    return this.ctx.id.toString();
  }
}
