import { messageOf, type LogRecord } from '@acme/shared';
import type { Forwarded } from './enqueue.ts';
import { own } from './keep.ts';
import { LogStore } from './store.ts';

// From the queue to the backend. A message is acknowledged once the backend has its records; until
// then the queue gives it again, up to `max_retries`, and then to the dead-letter queue.

type Messages = readonly Message<Forwarded>[];

/** What an answer means for the messages that were posted. */
type Verdict = { kind: 'taken' | 'unfit' } | { kind: 'later'; after?: number };

/** A backend that is slower is away. */
const TIMEOUT_MS = 30_000;

/** The longest pause between two attempts; the queue itself knows none longer than twelve hours. */
const MAX_BACKOFF_SECONDS = 600;
const MAX_DELAY_SECONDS = 43_200;

/** With one of these, a backend may mean one record out of many. */
const UNFIT = [400, 413, 422];

export async function deliver(batch: MessageBatch<Forwarded>, env: Env): Promise<void> {
  const stored: Message<Forwarded>[] = [];
  for (const message of batch.messages) {
    if (await isStored(message, env)) stored.push(message);
  }
  if (env.FORWARD_URL) await post(stored, env.FORWARD_URL, env);
  else for (const message of stored) message.ack();
}

/** Whether D1 has the records, which it did not take when they were written. */
async function isStored(message: Message<Forwarded>, env: Env): Promise<boolean> {
  if (!message.body.unstored) return true;
  try {
    await new LogStore(env.DB).insert(message.body.records);
    return true;
  } catch (cause) {
    console.error('D1 takes no records', cause);
    message.retry({ delaySeconds: backoff(message.attempts) });
    return false;
  }
}

/** Posts all at once; where something is wrong with the content, in halves, so that it costs no other. */
async function post(messages: Messages, url: string, env: Env): Promise<void> {
  if (messages.length === 0) return;
  const verdict = await send(messages, url, env);
  if (verdict.kind === 'taken') {
    for (const message of messages) message.ack();
  } else if (verdict.kind === 'unfit' && messages.length > 1) {
    const middle = Math.ceil(messages.length / 2);
    await post(messages.slice(0, middle), url, env);
    await post(messages.slice(middle), url, env);
  } else {
    const after = verdict.kind === 'later' ? verdict.after : undefined;
    for (const message of messages) {
      message.retry({ delaySeconds: after ?? backoff(message.attempts) });
    }
  }
}

async function send(messages: Messages, url: string, env: Env): Promise<Verdict> {
  const lines = messages.flatMap(({ body }) => body.records.map((record) => `${JSON.stringify(record)}\n`));
  const packed = new Blob(lines).stream().pipeThrough(new CompressionStream('gzip'));
  const headers = new Headers({ 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' });
  if (env.FORWARD_AUTHORIZATION) headers.set('authorization', env.FORWARD_AUTHORIZATION);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body: await new Response(packed).arrayBuffer(),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const said = await answer.text();
    if (answer.ok) await tell(said, env);
    else console.error(`the backend answers ${answer.status}: ${said.slice(0, 1000)}`);
    return verdictOf(answer);
  } catch (cause) {
    console.error(`the backend does not answer: ${messageOf(cause)}`);
    return { kind: 'later' };
  }
}

function verdictOf({ ok, status, headers }: Response): Verdict {
  if (ok) return { kind: 'taken' };
  if (UNFIT.includes(status)) return { kind: 'unfit' };
  return { kind: 'later', after: secondsOf(headers.get('retry-after')) };
}

/** What `Retry-After` says: seconds, or a date. */
function secondsOf(value: string | null): number | undefined {
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(Math.ceil(seconds), 0), MAX_DELAY_SECONDS);
}

function backoff(attempts: number): number {
  return Math.min(2 ** Math.min(attempts - 1, 20), MAX_BACKOFF_SECONDS);
}

/** What `linestamp serve` refuses is still here, and a record says so. */
async function tell(said: string, env: Env): Promise<void> {
  const refused = refusedOf(said);
  if (refused.length === 0) return;
  const record = own(refusal(refused), { environment: env.ENVIRONMENT, now: Date.now() });
  await new LogStore(env.DB).insert([record]).catch((cause) => console.error(record.message, cause));
}

function refusedOf(said: string): unknown[] {
  try {
    const { refused } = JSON.parse(said);
    return Array.isArray(refused) ? refused : [];
  } catch {
    // Another backend answers in its own way.
    return [];
  }
}

function refusal(refused: unknown[]): LogRecord {
  return /* @linestamp */ {
    level: 'error',
    event_type: 'log_records_refused_by_backend',
    message: `${refused.length} records are here and were refused by the backend`,
    metadata: { refused: refused.length, first: refused.slice(0, 10) },
  };
}
