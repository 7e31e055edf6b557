import { WorkerEntrypoint } from 'cloudflare:workers';
import { logger } from '../lib/logger';
import { classify, messageOf, type Lease, type Outcome, type Task } from './__name__-types';

/** From this share of its time limit on, a __name__ is close to failing. */
const NEAR_TIMEOUT = 0.75;
const STEPS = ['prepare', 'fetch', 'render', 'deliver'] as const;

/** Runs every __name__ that the coordinator hands out, one step after the other. */
export class __Name__Service extends WorkerEntrypoint<Env> {
  readonly #running = new Map<string, Lease>();

  async execute(task: Task, attempts: number): Promise<Outcome> {
    const started = Date.now();
    logger.debug(`__name__ ${task.id} received, attempt ${task.attempts} of ${attempts}`, { kind: task.spec.kind });
    const lease = await this.#hold(task);
    if (lease === undefined) {
      logger.warn('no units left', { id: task.id, units: task.units });
      return { status: 'retry', after: 1_000 * 2 ** Math.min(task.attempts, 6) };
    }

    let outcome: Outcome;
    try {
      outcome = { status: 'done', output: await this.#steps(task) };
    } catch (cause) {
      outcome = classify(cause, task);
      logger.error('__name__ failed', { id: task.id, attempt: task.attempts, reason: messageOf(cause) });
    } finally {
      this.#running.delete(task.id);
      await lease.release();
      logger.debug(`${lease.units} units free`);
    }

    const duration = Date.now() - started;
    if (duration > task.limits.timeout_ms * NEAR_TIMEOUT) logger.warn(`__name__ ${task.id} was slow`, { duration });
    logger.info('__name__ executed', { id: task.id, status: outcome.status, duration });
    return outcome;
  }

  async #steps(task: Task): Promise<string> {
    const results: string[] = [];
    for (const [index, step] of STEPS.entries()) {
      logger.debug(`${step} (${index + 1}/${STEPS.length})`);
      const response = await fetch(new URL(`/${step}/${task.id}`, task.spec.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-attempt': String(task.attempts) },
        body: JSON.stringify({ input: task.spec.input, previous: results.at(-1) ?? null }),
      });
      if (!response.ok) {
        logger.error(`${step} gave ${response.status}`, {
          id: task.id,
          step,
          // Servers say here what they did not like.
          answer: response.headers.get('x-reason'),
        });
        throw new Error(`${step}: ${response.status} ${response.statusText}`);
      }
      results.push(await response.text());
    }
    return results.join('\n');
  }

  async #hold(task: Task): Promise<Lease | undefined> {
    const lease = await this.env.RESOURCES.hold(task.id, Math.max(1, task.units));
    if (lease == null) {
      logger.info(`${task.units} units are too many`);
      return undefined;
    }
    this.#running.set(task.id, lease);
    logger.debug(`${task.units} units held`, { running: this.#running.size });
    return lease;
  }
}
