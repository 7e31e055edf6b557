import { logger } from '@acme/logger';
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
  logger.debug(`task ${task.id} received, attempt ${task.attempts}`, {
    event_type: 'task_received',
    task_id: task.id,
    kind: task.spec.kind,
  });

  const held = await holdUnits(env, currentScope(), task);
  if (!held.ok) return held.outcome;

  let outcome: TaskOutcome;
  try {
    outcome = { status: 'done', output: await runHandler(task) };
  } catch (cause) {
    outcome = classify(cause, task);
    reportFailure(task, cause, outcome);
  } finally {
    await held.release();
  }

  const duration = Date.now() - started;
  if (duration > task.spec.limits.timeout_ms * NEAR_TIMEOUT) {
    logger.warn(`task ${task.id} took ${duration} of ${task.spec.limits.timeout_ms} ms`, { event_type: 'task_slow' });
  }
  logger.info(`task ${task.id}: ${outcome.status}`, { event_type: 'task_executed', task_id: task.id, duration });
  return outcome;
}

function reportFailure(task: Task, cause: unknown, outcome: TaskOutcome): void {
  const metadata = {
    task_id: task.id,
    attempt: task.attempts,
    stack: cause instanceof Error ? cause.stack : undefined,
  };
  if (outcome.status === 'retry') {
    logger.warn(messageOf(cause), { event_type: 'task_attempt_failed', ...metadata });
  } else {
    logger.error(messageOf(cause), { event_type: 'task_failed', ...metadata });
  }
}
