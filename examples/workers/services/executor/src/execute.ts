import { messageOf, type Task, type TaskOutcome } from '@acme/shared';
import { currentScope } from '@acme/shared/logging';
import { classify } from './classify.ts';
import { holdUnits } from './lease.ts';
import { runHandler } from './run.ts';

/** From this share of its time limit on, a task is close to failing. */
const NEAR_TIMEOUT = 0.75;

/** Runs a task with its share of the quota; never rejects because of the task. */
export async function execute(env: Env, task: Task): Promise<TaskOutcome> {
  const started = Date.now();
  env.LOGS.write({
    level: 'debug',
    event_type: 'task_received',
    message: `task ${task.id} received, attempt ${task.attempts}`,
    metadata: { task_id: task.id, kind: task.spec.kind },
  });

  const held = await holdUnits(env, currentScope(), task);
  if (!held.ok) return held.outcome;

  let outcome: TaskOutcome;
  try {
    outcome = { status: 'done', output: await runHandler(env, task) };
  } catch (cause) {
    outcome = classify(cause, task);
    reportFailure(env, task, cause, outcome);
  } finally {
    await held.release();
  }

  const duration = Date.now() - started;
  env.LOGS.write(
    duration > task.spec.limits.timeout_ms * NEAR_TIMEOUT && {
      level: 'warn',
      event_type: 'task_slow',
      message: `task ${task.id} took ${duration} of ${task.spec.limits.timeout_ms} ms`,
    },
  );
  env.LOGS.write({ level: 'info', event_type: 'task_executed', message: `task ${task.id}: ${outcome.status}`, metadata: { task_id: task.id, duration } });
  return outcome;
}

function reportFailure(env: Env, task: Task, cause: unknown, outcome: TaskOutcome): void {
  const metadata = {
    task_id: task.id,
    attempt: task.attempts,
    stack: cause instanceof Error ? cause.stack : undefined,
  };
  env.LOGS.write(
    outcome.status === 'retry'
      ? {
          level: 'warn',
          event_type: 'task_attempt_failed',
          message: messageOf(cause),
          metadata,
        }
      : { level: 'error', event_type: 'task_failed', message: messageOf(cause), metadata },
  );
}
