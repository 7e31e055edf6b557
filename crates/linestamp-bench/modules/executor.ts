import { WorkerEntrypoint } from 'cloudflare:workers';
import { classify, messageOf, type Lease, type Outcome, type Scope, type Task } from './__name__-types';

/** From this share of its time limit on, a __name__ is close to failing. */
const NEAR_TIMEOUT = 0.75;
const STEPS = ['prepare', 'fetch', 'render', 'deliver'] as const;

type Step = (typeof STEPS)[number];

export interface __Name__Options {
  readonly attempts: number;
  readonly units: Partial<Record<Step, number>>;
  readonly onLate?: (task: Task, duration: number) => void | Promise<void>;
}

/** Runs every __name__ that the coordinator hands out, one step after the other. */
export class __Name__Service extends WorkerEntrypoint<Env> {
  #running = new Map<string, Lease>();

  async execute(scope: Scope, task: Task, options: __Name__Options): Promise<Outcome> {
    const started = Date.now();
    this.env.LOGS.write({
      ...scope,
      level: 'debug',
      event_type: '__name___received',
      message: `task ${task.id} received, attempt ${task.attempts} of ${options.attempts}`,
      metadata: { task_id: task.id, kind: task.spec.kind },
    });

    const lease = await this.#hold(scope, task, options.units);
    if (lease === undefined) {
      await this.env.LOGS.write({ ...scope, level: 'warn', event_type: '__name___no_lease', message: 'no units left' });
      return { status: 'retry', after: 1_000 * 2 ** Math.min(task.attempts, 6) };
    }

    let outcome: Outcome;
    try {
      outcome = { status: 'done', output: await this.#steps(scope, task) };
    } catch (cause) {
      outcome = classify(cause, task);
      this.ctx.waitUntil(this.#reportFailure(scope, task, cause, outcome));
    } finally {
      this.#running.delete(task.id);
      await lease.release();
      this.env.LOGS.write({ ...scope, level: 'debug', event_type: '__name___released', message: `${lease.units} units free` });
    }

    const duration = Date.now() - started;
    if (duration > task.spec.limits.timeout_ms * NEAR_TIMEOUT) {
      this.env.LOGS.write({
        ...scope,
        level: 'warn',
        event_type: '__name___slow',
        message: `task ${task.id} took ${duration} of ${task.spec.limits.timeout_ms} ms`,
      });
      await options.onLate?.(task, duration);
    }
    this.ctx.waitUntil(this.env.LOGS.write({ ...scope, level: 'info', event_type: '__name___executed', message: `task ${task.id}: ${outcome.status}`, metadata: { duration } }));
    return outcome;
  }

  async #steps(scope: Scope, task: Task): Promise<string> {
    const { LOGS } = this.env;
    const results: string[] = [];
    for (const [index, step] of STEPS.entries()) {
      LOGS.write({ ...scope, level: 'debug', event_type: '__name___step', message: `${step} (${index + 1}/${STEPS.length})` });
      const response = await fetch(new URL(`/${step}/${task.id}`, task.spec.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-attempt': String(task.attempts) },
        body: JSON.stringify({ input: task.spec.input, previous: results.at(-1) ?? null }),
      });
      if (!response.ok) {
        LOGS.write({ ...scope, level: 'error', event_type: '__name___step_failed', message: `${step} gave ${response.status}` });
        throw new Error(`${step}: ${response.status} ${response.statusText}`);
      }
      results.push(await response.text());
    }
    return results.join('\n');
  }

  async #hold(scope: Scope, task: Task, units: __Name__Options['units']): Promise<Lease | undefined> {
    const wanted = Object.entries(units).reduce((sum, [, count]) => sum + (count ?? 0), 0);
    const lease = await this.env.RESOURCES.hold(task.id, Math.max(1, wanted));
    const logs = this.env.LOGS;
    if (lease == null) {
      logs.write({ ...scope, level: 'info', event_type: '__name___lease_refused', message: `${wanted} units are too many` });
      return undefined;
    }
    logs.write({ ...scope, level: 'debug', event_type: '__name___lease_held', message: `${wanted} units held` });
    this.#running.set(task.id, lease);
    return lease;
  }

  #reportFailure(scope: Scope, task: Task, cause: unknown, outcome: Outcome) {
    const metadata = {
      task_id: task.id,
      attempt: task.attempts,
      stack: cause instanceof Error ? cause.stack : undefined,
    };
    return this.env.LOGS.write({
      ...scope,
      level: outcome.status === 'retry' ? 'warn' : 'error',
      event_type: '__name___failed',
      message: messageOf(cause),
      metadata,
    });
  }
}
