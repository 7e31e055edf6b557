import { logger } from '@acme/logger';
import { messageOf, type ExecutorApi, type Scope, type Task, type TaskOutcome } from '@acme/shared';
import { WorkerEntrypoint } from 'cloudflare:workers';
import { withLogs } from 'linestamp/runtime';
import { classify } from './classify.ts';
import { holdUnits } from './lease.ts';
import { runHandler } from './run.ts';

/** From this share of its time limit on, a task is close to failing. */
const NEAR_TIMEOUT = 0.75;

class Executor extends WorkerEntrypoint<Env> implements ExecutorApi {
  async execute(scope: Scope, task: Task): Promise<TaskOutcome> {
    const started = Date.now();
    logger.debug(`task ${task.id} received, attempt ${task.attempts}`, { ...scope, event_type: 'task_received', task_id: task.id, kind: task.spec.kind });

    const held = await holdUnits(this.env, scope, task);
    if (!held.ok) return held.outcome;

    let outcome: TaskOutcome;
    try {
      outcome = { status: 'done', output: await runHandler(this.env, scope, task) };
    } catch (cause) {
      outcome = classify(cause, task);
      this.#reportFailure(scope, task, cause, outcome);
    } finally {
      await held.release();
    }

    const duration = Date.now() - started;
    if (duration > task.spec.limits.timeout_ms * NEAR_TIMEOUT) logger.warn(`task ${task.id} took ${duration} of ${task.spec.limits.timeout_ms} ms`, { ...scope, event_type: 'task_slow' });
    logger.info(`task ${task.id}: ${outcome.status}`, { ...scope, event_type: 'task_executed', task_id: task.id, duration });
    return outcome;
  }

  #reportFailure(scope: Scope, task: Task, cause: unknown, outcome: TaskOutcome): void {
    const fields = { ...scope, task_id: task.id, attempt: task.attempts };
    if (outcome.status === 'retry') {
      logger.warn(messageOf(cause), { ...fields, event_type: 'task_attempt_failed' });
    } else {
      logger.error(messageOf(cause), { ...fields, event_type: 'task_failed', stack: cause instanceof Error ? cause.stack : undefined });
    }
  }
}

export const ExecutorService = withLogs(Executor);

export default {
  async fetch() {
    return new Response('the executor answers RPC only\n', { status: 404 });
  },
} satisfies ExportedHandler<Env>;
