import { backoffMs, messageOf, PermanentError, type Task, type TaskOutcome } from '@acme/shared';

const RETRY_BASE_MS = 1_000;

/** Whether another attempt may mend what went wrong. */
export function classify(cause: unknown, task: Task): TaskOutcome {
  const error = messageOf(cause);
  if (cause instanceof PermanentError) return { status: 'failed', error };
  if (task.attempts >= task.spec.limits.max_attempts) {
    return { status: 'failed', error: `gave up after ${task.attempts} attempts: ${error}` };
  }
  return { status: 'retry', error, retry_after_ms: backoffMs(task.attempts, RETRY_BASE_MS) };
}
