import { logger } from '@acme/logger';
import { withTimeout, type Scope, type Task } from '@acme/shared';
import { handle, type HandlerContext } from './handlers/index.ts';

/** Runs the task's handler within its time limit. */
export async function runHandler(env: Env, scope: Scope, task: Task): Promise<string> {
  const { timeout_ms } = task.spec.limits;
  logger.debug(`${task.spec.kind} may take ${timeout_ms} ms`, { ...scope, event_type: 'handler_started' });
  const output = await withTimeout(timeout_ms, (signal) => {
    const context: HandlerContext = { env, scope, signal };
    return handle(task.spec, context);
  });
  logger.debug(`${output.length} characters`, { ...scope, event_type: 'handler_finished' });
  return output;
}
