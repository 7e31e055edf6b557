import { logger } from '@acme/logger';
import { failure, success, type Result, type Scope, type Task, type TaskMessage, type TaskOutcome, type TaskSpec, type TaskState } from '@acme/shared';
import { DurableObject } from 'cloudflare:workers';
import { context } from 'linestamp/runtime';
import { dispatch } from './dispatch.ts';
import { pruneTasks } from './prune.ts';
import { settle } from './settle.ts';
import { TaskStore } from './task-store.ts';

/** How many tasks of one workspace run at once. */
const CONCURRENCY = 8;
const MAX_QUEUED = 5_000;
/** An executor gets this much longer than the task before its lease is taken back. */
const LEASE_GRACE_MS = 10_000;
/** How long a message may be on its way to an executor, further deliveries included. */
const DELIVERY_MS = 120_000;

/** The tasks of one workspace. Alarms drive it: nothing polls. Each method's first argument has the scope. */
export class TaskQueue extends DurableObject<Env> {
  private readonly tasks = new TaskStore(this.ctx.storage.sql);

  async enqueue(scope: Scope, spec: TaskSpec): Promise<Result<Task>> {
    const queued = this.tasks.queued();
    if (queued >= MAX_QUEUED) {
      logger.error(`queue full: ${queued} tasks wait`, { event_type: 'queue_full' });
      return failure('unavailable', 'too many tasks are waiting');
    }
    const task = this.tasks.add({ ...scope, trace_id: context().trace_id ?? '' }, spec, Date.now());
    await this.#scheduleNext();
    logger.info(`task ${task.id} queued behind ${queued}`, { event_type: 'task_queued', task_id: task.id, kind: spec.kind });
    return success(task);
  }

  async find(_scope: Scope, taskId: string): Promise<Task | null> {
    return this.tasks.find(taskId);
  }

  async list(_scope: Scope, state: TaskState | null, limit: number): Promise<Task[]> {
    return this.tasks.list(state, limit);
  }

  async cancel(_scope: Scope, taskId: string): Promise<Result<Task>> {
    const task = this.tasks.cancel(taskId);
    await this.#scheduleNext();
    if (task) return success(task);
    return this.tasks.find(taskId)
      ? failure('conflict', 'the task has ended already')
      : failure('not_found', 'no such task');
  }

  async retry(_scope: Scope, taskId: string): Promise<Result<Task>> {
    const task = this.tasks.revive(taskId, Date.now());
    if (!task) return failure('conflict', 'only a failed task can be retried');
    await this.#scheduleNext();
    return success(task);
  }

  async begin({ task_id, attempt }: TaskMessage): Promise<Task | null> {
    const task = this.tasks.find(task_id);
    if (task?.state !== 'leased' || task.attempts !== attempt) return null;
    const begun = this.tasks.extend(task_id, Date.now() + task.spec.limits.timeout_ms + LEASE_GRACE_MS);
    await this.#scheduleNext();
    return begun;
  }

  async report(message: TaskMessage, outcome: TaskOutcome): Promise<void> {
    settle(this.tasks, message, outcome);
    await this.#scheduleNext();
  }

  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    if (info?.isRetry) {
      logger.warn(`alarm retried, attempt ${info.retryCount}`, { event_type: 'alarm_retried' });
    }
    const now = Date.now();
    this.#reclaim(now);
    pruneTasks(this.tasks, now);

    const leased = this.tasks.lease(now, now + DELIVERY_MS, CONCURRENCY);
    // The alarm that would notice a lost lease is set before anything can get lost.
    await this.#scheduleNext();
    if (leased.length === 0) return;
    logger.debug(`${leased.length} tasks leased`, { event_type: 'tasks_leased', workspace_id: leased[0]?.workspace_id });
    await dispatch(this.env, this.tasks, leased);
    await this.#scheduleNext();
  }

  #reclaim(now: number): void {
    const lost = this.tasks.reclaim(now);
    for (const task of lost) {
      logger.warn(`nobody reported on task ${task.id}: it goes back into the queue`, {
        event_type: 'lease_expired',
        trace_id: task.trace_id,
        request_id: task.request_id,
        workspace_id: task.workspace_id,
      });
    }
  }

  async #scheduleNext(): Promise<void> {
    const at = this.tasks.nextWake(CONCURRENCY);
    if (at !== null) await this.ctx.storage.setAlarm(at);
  }
}
