import { LogBuffer, withTimeout, type Scope, type Task } from '@acme/shared';
import { handle, type HandlerContext } from './handlers/index.ts';

/** Runs the task's handler within its time limit. What the handler noted is sent either way. */
export async function runHandler(env: Env, scope: Scope, task: Task): Promise<string> {
  const notes = new LogBuffer(env);
  const { timeout_ms } = task.spec.limits;
  notes.add(
    /* @linestamp */ {
      ...scope,
      level: 'debug',
      event_type: 'handler_started',
      message: `${task.spec.kind} may take ${timeout_ms} ms`,
    },
  );
  try {
    const output = await withTimeout(timeout_ms, (signal) => {
      const context: HandlerContext = { env, scope, signal, notes };
      return handle(task.spec, context);
    });
    notes.add(/* @linestamp */ { ...scope, level: 'debug', event_type: 'handler_finished', message: `${output.length} characters` });
    return output;
  } finally {
    await notes.flush();
  }
}
