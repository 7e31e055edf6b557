import { logger } from '../lib/logger';
import type { __Name__Message, __Name__Row } from './__name__-types';

/** How often a __name__ is tried before it goes to the dead letters. */
export const MOST_TRIES = 5;

interface Counters {
  done: number;
  retried: number;
  dead: number;
}

const backoff = (tries: number): number => Math.min(3_600, 5 * 3 ** tries) * (0.5 + Math.random());

function isRow(value: unknown): value is __Name__Row {
  return typeof value === 'object' && value !== null && 'id' in value && 'state' in value;
}

export async function drain(batch: MessageBatch<__Name__Message>, env: Env, ctx: ExecutionContext): Promise<Counters> {
  const counters: Counters = { done: 0, retried: 0, dead: 0 };
  logger.debug(`${batch.messages.length} from ${batch.queue}`);
  for (const message of batch.messages) {
    const { id, attempts, body } = message;
    try {
      const row = await env.DB.prepare('SELECT * FROM __name__ WHERE id = ?1').bind(body.id).first();
      if (!isRow(row)) {
        logger.warn(`message ${id} has no row`, { queue: batch.queue });
        message.ack();
        continue;
      }
      await handle(row, body, env);
      message.ack();
      counters.done += 1;
      logger.info(`${row.id} is done`, { attempts, queue: batch.queue, waited: Date.now() - message.timestamp.getTime() });
    } catch (error: unknown) {
      if (attempts < MOST_TRIES) {
        const delaySeconds = Math.round(backoff(attempts));
        message.retry({ delaySeconds });
        counters.retried += 1;
        logger.warn(`again in ${delaySeconds} s`, { attempts });
      } else {
        counters.dead += 1;
        ctx.waitUntil(env.DEAD_LETTERS.send({ id, body, reason: String(error) }));
        logger.error('__name__ given up', error);
      }
    }
  }
  return counters;
}

async function handle(row: __Name__Row, body: __Name__Message, env: Env): Promise<void> {
  const { info, error } = logger;
  for (const step of body.steps) {
    switch (step.kind) {
      case 'email': {
        info(`to ${step.to.length} people`, { subject: step.subject });
        await env.MAIL.send(step.to, step.subject, `${step.text}\n\n-- \n${row.footer ?? ''}`);
        break;
      }
      case 'webhook': {
        const response = await fetch(step.url, { method: 'POST', body: JSON.stringify(step.payload) });
        logger.info(`${step.url} gave ${response.status}`, { ok: response.ok });
        break;
      }
      default:
        error(`unknown: ${(step as { kind: string }).kind}`);
    }
  }
}

export default {
  queue: async (batch, env, ctx) => {
    const { done, retried, dead } = await drain(batch, env, ctx);
    logger.info(`${done}/${retried}/${dead}`, { queue: batch.queue });
  },
  async scheduled(controller, env) {
    const { meta } = await env.DB.prepare(`DELETE FROM __name__ WHERE state = 'done' AND at < ?1`).bind(controller.scheduledTime - 864e5).run();
    logger.info(`${meta.changes} rows pruned`, { table: '__name__' });
  },
} satisfies ExportedHandler<Env, __Name__Message>;
