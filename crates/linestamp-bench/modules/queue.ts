import type { __Name__Message, __Name__Row } from './__name__-types';

/** How often a __name__ is tried before it goes to the dead letters. */
export const MOST_TRIES = 5;

export enum __Name__State {
  Waiting = 'waiting',
  Running = 'running',
  Done = 'done',
  Dead = 'dead',
}

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
  env.LOGS.write({ level: 'debug', event_type: '__name___batch', message: `${batch.messages.length} from ${batch.queue}` });
  for (const message of batch.messages) {
    const { id, attempts, body } = message;
    try {
      const row = await env.DB.prepare('SELECT * FROM __name__ WHERE id = ?1').bind(body.id).first();
      if (!isRow(row)) {
        env.LOGS.write({ level: 'warn', event_type: '__name___no_row', message: `message ${id} has no row` });
        message.ack();
        continue;
      }
      await handle(row, body, env);
      message.ack();
      counters.done += 1;
      env.LOGS.write({
        level: 'info',
        event_type: '__name___done',
        message: `${row.id} is ${__Name__State.Done}`,
        metadata: { attempts, queue: batch.queue, waited: Date.now() - message.timestamp.getTime() },
      });
    } catch (error: unknown) {
      if (attempts < MOST_TRIES) {
        const delaySeconds = Math.round(backoff(attempts));
        message.retry({ delaySeconds });
        counters.retried += 1;
        env.LOGS.write({ level: 'warn', event_type: '__name___retry', message: `again in ${delaySeconds} s`, metadata: { attempts } });
      } else {
        counters.dead += 1;
        ctx.waitUntil(env.DEAD_LETTERS.send({ id, body, reason: String(error) }));
        env.LOGS.write({ level: 'error', event_type: '__name___dead', message: (error as Error).message, metadata: { id, body } });
      }
    }
  }
  return counters;
}

async function handle(row: __Name__Row, body: __Name__Message, env: Env): Promise<void> {
  const write = env.LOGS.write.bind(env.LOGS);
  const steps = body.steps.filter((step, index, all) => all.indexOf(step) === index);
  for (const step of steps) {
    switch (step.kind) {
      case 'email': {
        write({ level: 'debug', event_type: '__name___email', message: `to ${step.to.length} people`, metadata: { subject: step.subject } });
        await env.MAIL.send(step.to, step.subject, `${step.text}\n\n-- \n${row.footer ?? ''}`);
        break;
      }
      case 'webhook': {
        const response = await fetch(step.url, { method: 'POST', body: JSON.stringify(step.payload) });
        write({
          level: response.ok ? 'info' : 'error',
          event_type: '__name___webhook',
          message: `${step.url} gave ${response.status}`,
        });
        if (!response.ok) throw new Error(`webhook: ${response.status}`);
        break;
      }
      default:
        write({ level: 'error', event_type: '__name___unknown_step', message: `unknown: ${(step as { kind: string }).kind}` });
    }
  }
}

export default {
  queue: async (batch, env, ctx) => {
    const { done, retried, dead } = await drain(batch, env, ctx);
    await env.LOGS.write({ level: dead > 0 ? 'warn' : 'info', event_type: '__name___drained', message: `${done}/${retried}/${dead}` });
  },
  async scheduled(controller, env) {
    const { meta } = await env.DB.prepare(`DELETE FROM __name__ WHERE state = 'done' AND at < ?1`).bind(controller.scheduledTime - 864e5).run();
    env.LOGS.write({ level: 'info', event_type: '__name___pruned', message: `${meta.changes} rows` });
  },
} satisfies ExportedHandler<Env, __Name__Message>;
