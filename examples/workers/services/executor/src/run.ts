import { withTimeout, type Task } from '@acme/shared';
import { handle } from './handlers/index.ts';

/** Runs the task's handler within its time limit. */
export async function runHandler(env: Env, task: Task): Promise<string> {
  const { timeout_ms } = task.spec.limits;
  env.LOGS.write({
    level: 'debug',
    event_type: 'handler_started',
    message: `${task.spec.kind} may take ${timeout_ms} ms`,
  });
  const output = await withTimeout(timeout_ms, (signal) => handle(task.spec, { env, signal }));
  env.LOGS.write({ level: 'debug', event_type: 'handler_finished', message: `${output.length} characters` });
  return output;
}
