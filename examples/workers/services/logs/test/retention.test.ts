import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import worker from '../src/logs.ts';
import { VERSION } from '../src/version.ts';
import { idsOf, LOGS, record } from './support.ts';

const NOW = Date.UTC(2025, 10, 13);
const DAY = 86_400_000;

async function runCron(bindings: Env = env): Promise<void> {
  const context = createExecutionContext();
  await worker.scheduled(createScheduledController({ scheduledTime: NOW, cron: '17 3 * * *' }), bindings);
  await waitOnExecutionContext(context);
}

test('the cron trigger deletes what is older than the retention time, and says so', async () => {
  const days = Number(env.RETENTION_DAYS);
  const old = Array.from({ length: 1_500 }, (_, n) =>
    record({ id: `old${n}`, timestamp: NOW - days * DAY - 1 - n, message: 'ancient' }),
  );
  await LOGS.writeBatch([...old, record({ id: 'kept', timestamp: NOW - days * DAY })]);
  await runCron();

  expect(await idsOf({ filter: '-event:retention_applied' })).toEqual(['kept']);
  const [summary] = (await LOGS.query({ event_type: 'retention_applied' })).records;
  expect(summary).toMatchObject({ service: 'logs', version: VERSION, metadata: { deleted: 1_500, days } });
  // The index of the text has forgotten them too.
  const left = "SELECT count(*) AS n FROM logs_text WHERE logs_text MATCH 'ancient'";
  expect(await env.DB.prepare(left).first('n')).toBe(0);
});

test('numbers of arrival are not used again when all records are gone', async () => {
  await LOGS.writeBatch([record({ id: 'one', timestamp: 1 })]);
  const before = (await LOGS.get('one'))!.seq;
  await runCron();
  await LOGS.writeBatch([record({ id: 'two', timestamp: NOW })]);
  expect((await LOGS.get('two'))!.seq).toBeGreaterThan(before);
});

test('a retention time that is none deletes nothing, and says so', async () => {
  await LOGS.writeBatch([record({ id: 'old', timestamp: 1 })]);
  await runCron({ ...env, RETENTION_DAYS: 'forever' });
  expect(await LOGS.get('old')).not.toBeNull();
  expect((await LOGS.query({ level: 'error' })).records).toMatchObject([{ event_type: 'retention_misconfigured' }]);
});
