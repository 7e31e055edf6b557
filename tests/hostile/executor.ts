import { DurableObject } from 'cloudflare:workers';
import type { Env, Task, TaskResult } from './types';

const RETRIES = 3;

/** Runs tasks, one after the other, and writes down what became of them. */
export class Executor extends DurableObject<Env> {
  private readonly logs = this.env.LOGS;
  #running?: Promise<TaskResult>;

  async run(task: Task): Promise<TaskResult> {
    const { LOGS } = this.env;
    LOGS.write({ level: 'info', message: `Task ${task.id} started`, task_id: task.id, });
    for (let attempt = 1; attempt <= RETRIES; attempt++) {
      try {
        const result = await (this.#running ??= this.attempt(task));
        this.logs?.write({
          level: result.ok ? 'info' : 'warn',
          message: 'Task ended — ✓',
          details: { ...result.timings, attempt }
        });
        return result;
      } catch (error: unknown) {
        (this.env.LOGS as Env['LOGS']).write(attempt < RETRIES
          ? { level: 'warn', message: 'Task failed, trying again', attempt, error: String(error) }
          : { level: 'error', message: 'Task failed', attempt, error: String(error), ...context(task) });
      }
    }
    return { ok: false, timings: {} };
  }

  private async attempt<T extends Task>(task: T): Promise<TaskResult> {
    await this.env.LOGS.writeBatch([
      { level: 'debug', message: 'Resources taken', n: task.resources!.length },
      ...task.resources!.map((name) => ({ level: 'debug', message: name }) satisfies object),
    ]);
    const [first, ...rest] = task.steps ?? [];
    return first ? await first.run(/* now */ rest) : { ok: true, timings: {} };
  }
}

function context({ id, tenant = 'none' }: Task) {
  return { id, tenant, host: /^[\w.-]+$/u.test(tenant) ? tenant : `?${tenant}` };
}
