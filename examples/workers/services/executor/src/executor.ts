import { messageOf, type ExecutorApi, type Scope, type Task, type TaskOutcome } from '@acme/shared';
import { WorkerEntrypoint } from 'cloudflare:workers';
import { classify } from './classify.ts';
import { holdUnits } from './lease.ts';
import { runHandler } from './run.ts';

/** From this share of its time limit on, a task is close to failing. */
const NEAR_TIMEOUT = 0.75;

export class ExecutorService extends WorkerEntrypoint<Env> implements ExecutorApi {
  async execute(scope: Scope, task: Task): Promise<TaskOutcome> {
    const started = Date.now();
    this.env.LOGS.write({
      ...scope,
      level: 'debug',
      event_type: 'task_received',
      message: `task ${task.id} received, attempt ${task.attempts}`,
      metadata: { task_id: task.id, kind: task.spec.kind },
    });

    const held = await holdUnits(this.env, scope, task);
    if (!held.ok) return held.outcome;

    let outcome: TaskOutcome;
    try {
      outcome = { status: 'done', output: await runHandler(this.env, scope, task) };
    } catch (cause) {
      outcome = classify(cause, task);
      this.ctx.waitUntil(this.#reportFailure(scope, task, cause, outcome));
    } finally {
      await held.release();
    }

    const duration = Date.now() - started;
    await this.env.LOGS.write(
      duration > task.spec.limits.timeout_ms * NEAR_TIMEOUT && {
        ...scope,
        level: 'warn',
        event_type: 'task_slow',
        message: `task ${task.id} took ${duration} of ${task.spec.limits.timeout_ms} ms`,
      },
    );
    // Un-awaited, the last call of an RPC method would not leave before the method is over.
    this.ctx.waitUntil(this.env.LOGS.write({ ...scope, level: 'info', event_type: 'task_executed', message: `task ${task.id}: ${outcome.status}`, metadata: { task_id: task.id, duration } }));
    return outcome;
  }

  #reportFailure(scope: Scope, task: Task, cause: unknown, outcome: TaskOutcome) {
    const metadata = {
      task_id: task.id,
      attempt: task.attempts,
      stack: cause instanceof Error ? cause.stack : undefined,
    };
    return this.env.LOGS.write(
      outcome.status === 'retry'
        ? {
            ...scope,
            level: 'warn',
            event_type: 'task_attempt_failed',
            message: messageOf(cause),
            metadata,
          }
        : { ...scope, level: 'error', event_type: 'task_failed', message: messageOf(cause), metadata },
    );
  }
}

export default {
  async fetch() {
    return new Response('the executor answers RPC only\n', { status: 404 });
  },
} satisfies ExportedHandler<Env>;
