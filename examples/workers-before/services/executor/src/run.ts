import { logger } from '@acme/logger';
import { withTimeout, type Task } from '@acme/shared';
import { handle } from './handlers/index.ts';

/** Runs the task's handler within its time limit. */
export async function runHandler(task: Task): Promise<string> {
  const { timeout_ms } = task.spec.limits;
  logger.debug(`${task.spec.kind} may take ${timeout_ms} ms`, { event_type: 'handler_started' });
  const output = await withTimeout(timeout_ms, (signal) => handle(task.spec, { signal }));
  logger.debug(`${output.length} characters`, { event_type: 'handler_finished' });
  return output;
}
