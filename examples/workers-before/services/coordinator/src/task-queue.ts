import { logger } from '@acme/logger';
import { failure, success, type Result, type Scope, type Task, type TaskSpec, type TaskState } from '@acme/shared';
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
  private readonly tasks = new TaskStore(this.ctx.storage.sql);

  async enqueue(scope: Scope, spec: TaskSpec): Promise<Result<Task>> {
    const queued = this.tasks.queued();
    if (queued >= MAX_QUEUED) {
      logger.error(`queue full: ${queued} tasks wait`, { ...scope, event_type: 'queue_full', instance_id: this.#instance });
      return failure('unavailable', 'too many tasks are waiting');
    }
    const task = this.tasks.add(scope, spec, Date.now());
    await this.#scheduleNext();
    logger.info(`task ${task.id} queued behind ${queued}`, { ...scope, event_type: 'task_queued', instance_id: this.#instance, task_id: task.id, kind: spec.kind });
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
      logger.warn(`alarm retried, attempt ${info.retryCount}`, { event_type: 'alarm_retried', instance_id: this.#instance });
    }
    const now = Date.now();
    await this.#reclaim(now);
    pruneTasks(this.#instance, this.tasks, now);

    const leased = this.tasks.lease(now, CONCURRENCY, (task) => task.spec.limits.timeout_ms + LEASE_GRACE_MS);
    // The alarm that would notice a lost lease is set before anything can get lost.
    await this.#scheduleNext();
    if (leased.length > 0) {
      logger.debug(`${leased.length} tasks leased`, { event_type: 'tasks_leased', workspace_id: leased[0]?.workspace_id, instance_id: this.#instance });
    }
    const settled = await Promise.allSettled(
      leased.map((task) => dispatch(this.env, this.tasks, task, this.#instance)),
    );
    settled.forEach((result, i) => {
      if (result.status === 'fulfilled') return;
      const { id, trace_id, workspace_id } = leased[i]!;
      logger.error(`task ${id}: ${String(result.reason)}`, { event_type: 'dispatch_crashed', trace_id, workspace_id, instance_id: this.#instance });
    });
    await this.#scheduleNext();
  }

  async #reclaim(now: number): Promise<void> {
    const lost = this.tasks.reclaim(now);
    for (const { id, trace_id, request_id, workspace_id } of lost) {
      logger.warn(`nobody reported on task ${id}: it goes back into the queue`, { event_type: 'lease_expired', trace_id, request_id, workspace_id, instance_id: this.#instance });
    }
  }

  async #scheduleNext(): Promise<void> {
    const at = this.tasks.nextWake();
    if (at !== null) await this.ctx.storage.setAlarm(at);
  }

  get #instance(): string {
    return this.ctx.id.toString();
  }
}
