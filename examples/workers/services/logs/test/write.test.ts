import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { takeAll } from '../src/intake.ts';
import { LogsService } from '../src/logs.ts';
import { LogStore } from '../src/store.ts';
import { VERSION } from '../src/version.ts';
import { LOGS, record, refusalOf, sent } from './support.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('a record is completed and found by its id', async () => {
  const before = Date.now();
  const metadata = { job: 7, parts: ['a', { b: null }] };
  const result = await LOGS.writeBatch([record({ id: 'r1', source_location: 'jobs.ts:12', metadata })]);
  expect(result).toEqual({ accepted: 1, duplicates: 0, refused: [] });

  const found = await LOGS.get('r1');
  expect(found).toMatchObject({
    ...{ id: 'r1', level: 'info', message: 'a job was queued', source_location: 'jobs.ts:12' },
    ...{ service: 'http', environment: env.ENVIRONMENT, metadata },
  });
  expect(found!.timestamp).toBeGreaterThanOrEqual(before);
  expect(found!.received_at).toBeGreaterThanOrEqual(before);
  expect(found).not.toHaveProperty('trace_id');
  expect(await LOGS.get('r2')).toBeNull();
});

test('a record without an id gets a UUIDv7 of its time', async () => {
  await LOGS.writeBatch([record({ timestamp: 1_700_000_000_000 })]);
  const [{ id } = { id: '' }] = (await LOGS.query({})).records;
  expect(id).toMatch(UUID_V7);
  expect(parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(1_700_000_000_000);
});

test('write stores without being waited for, and takes a falsy record for none', async () => {
  void LOGS.write(record({ id: 'w1' }));
  await LOGS.write(false);
  await LOGS.write(null);
  await vi.waitFor(async () => expect(await LOGS.get('w1')).not.toBeNull());
  expect((await LOGS.stats()).records).toBe(1);
});

test('write leaves a record of one that is refused', async () => {
  await LOGS.write(sent({ level: 'loud', message: 'x' })[0]!);
  await vi.waitFor(async () => {
    const { records } = await LOGS.query({ event_type: 'log_record_refused' });
    expect(records.map(({ service, version, metadata }) => ({ service, version, metadata }))).toEqual([
      { service: 'logs', version: VERSION, metadata: { field: 'level' } },
    ]);
    expect(records[0]!.message).toContain('it has to be one of error, warn, info, debug');
  });
});

test('of two records with one id the first stays', async () => {
  expect(await LOGS.writeBatch([record({ id: 'd', message: 'first' })])).toMatchObject({ accepted: 1 });
  const again = [record({ id: 'd', message: 'second' }), record({ id: 'e' }), record({ id: 'e' })];
  expect(await LOGS.writeBatch(again)).toEqual({ accepted: 1, duplicates: 2, refused: [] });
  expect((await LOGS.get('d'))?.message).toBe('first');
  expect((await LOGS.query({ text: 'second' })).records).toEqual([]);
});

test('the id of another workspace is refused, not counted as a duplicate', async () => {
  await LOGS.writeBatch([record({ id: 'w', workspace_id: 'one' })]);
  const batch = [record({ id: 'w', workspace_id: 'one' }), record(), record({ id: 'w', workspace_id: 'two' }), record({ id: 'w' })];
  expect(await LOGS.writeBatch(batch)).toMatchObject({
    ...{ accepted: 1, duplicates: 1 },
    refused: [{ index: 2, field: 'id' }, { index: 3, field: 'id' }],
  });
  expect((await LOGS.get('w'))?.workspace_id).toBe('one');
});

test.each([
  ['record', 'nothing at all', 'is a string'],
  ['record', null, 'is null'],
  ['level', { message: 'm' }, 'is missing'],
  ['level', { level: 'loud', message: 'm' }, 'is "loud": it has to be one of'],
  ['message', { level: 'info' }, 'is missing'],
  ['message', { level: 'info', message: ['m'] }, 'is an array: it has to be text'],
  ['message', { level: 'info', message: 'm'.repeat(1_048_577) }, 'shorten it to 1048576 characters'],
  ['id', { level: 'info', message: 'm', id: '' }, 'is empty'],
  ['timestamp', { level: 'info', message: 'm', timestamp: 'soon' }, 'Unix milliseconds or RFC 3339'],
  ['timestamp', { level: 'info', message: 'm', timestamp: -1 }, 'is out of range'],
  ['environment', { level: 'info', message: 'm', environment: 'moon' }, 'production, staging, development'],
  ['trace_id', { level: 'info', message: 'm', trace_id: 't'.repeat(257) }, 'shorten it to 256 characters'],
  ['metadata', { level: 'info', message: 'm', metadata: { a: 'a'.repeat(600_000) } }, 'send less of it'],
])('what is bad about %s of a record is told, and costs no other record', async (field, bad, reason) => {
  const result = await LOGS.writeBatch(sent(record({ id: 'a' }), bad, record({ id: 'b' })));
  expect(result).toEqual({
    accepted: 2,
    duplicates: 0,
    refused: [{ index: 1, field, reason: expect.stringContaining(reason) }],
  });
});

test('what JSON has not comes as what can be read', async () => {
  const cycle: Record<string, unknown> = { n: 1n, at: new Date(0), map: new Map([['k', NaN]]) };
  cycle.self = cycle;
  await LOGS.writeBatch([record({ id: 'j', metadata: { cycle, why: new TypeError('no') } })]);
  expect((await LOGS.get('j'))?.metadata).toMatchObject({
    cycle: { n: 1, at: '1970-01-01T00:00:00.000Z', map: { k: 'NaN' }, self: '[circular]' },
    why: { name: 'TypeError', message: 'no' },
  });
});

test('other spellings and unknown keys are kept in the metadata', async () => {
  const strange = { id: 's', level: 'WARNING', message: 7, traceId: 't', colour: 'red' };
  expect(await LOGS.writeBatch(sent(strange))).toMatchObject({ accepted: 1 });
  expect(await LOGS.get('s')).toMatchObject({
    ...{ level: 'warn', message: '7', trace_id: 't' },
    metadata: { level: 'WARNING', message: 7, colour: 'red' },
  });
});

test('a thousand records go in one batch, and a second time as duplicates', async () => {
  const batch = Array.from({ length: 1_000 }, (_, n) => record({ id: `n${n}`, message: `number ${n}` }));
  expect(await LOGS.writeBatch(batch)).toEqual({ accepted: 1_000, duplicates: 0, refused: [] });
  expect(await LOGS.writeBatch(batch)).toEqual({ accepted: 0, duplicates: 1_000, refused: [] });
  expect((await LOGS.stats()).records).toBe(1_000);
  expect((await LOGS.get('n999'))?.message).toBe('number 999');
});

test('a message of 200 KB stays whole', async () => {
  const message = `${'x'.repeat(200 * 1024)} the end`;
  await LOGS.writeBatch([record({ id: 'big', message })]);
  expect((await LOGS.get('big'))?.message).toBe(message);
  expect((await LOGS.query({ text: 'the end' })).records).toHaveLength(1);
});

test('records of many megabytes go in parts of one commit', async () => {
  const batch = Array.from({ length: 5 }, (_, n) => record({ id: `m${n}`, message: 'y'.repeat(900_000) }));
  expect(await LOGS.writeBatch(batch)).toMatchObject({ accepted: 5 });
});

test('a record that is too large for a row is cut, and says so', async () => {
  const message = '日'.repeat(900_000);
  expect(await LOGS.writeBatch([record({ id: 'cut', message, metadata: { k: 'v' } })])).toMatchObject({ accepted: 1 });
  const found = (await LOGS.get('cut'))!;
  expect(found.metadata).toEqual({ k: 'v', 'linestamp.truncated': { message: 900_000 } });
  expect(found.message.length).toBeLessThan(600_000);
  expect(found.message.length).toBeGreaterThan(590_000);
  expect(found.message.endsWith('日…')).toBe(true);
});

// The database really fails: it takes no insert, and answers all else.
const fail = () => env.DB.exec("CREATE TRIGGER away BEFORE INSERT ON logs BEGIN SELECT RAISE(ABORT, 'away'); END");
const mend = () => env.DB.exec('DROP TRIGGER IF EXISTS away');

afterEach(mend);

test('writeBatch rejects where the database fails, and stores nothing', async () => {
  await LOGS.writeBatch([record({ id: 'e' })]);
  const { last_seq } = await LOGS.stats();
  await fail();
  expect(await refusalOf(LOGS.writeBatch([record({ id: 'f' })]))).toContain('away');
  await mend();
  expect(await LOGS.get('f')).toBeNull();
  expect((await LOGS.stats()).last_seq).toBe(last_seq);
  expect(await LOGS.writeBatch([record({ id: 'f' })])).toMatchObject({ accepted: 1 });
});

test('what write could not store is counted, and the next insert says so', async () => {
  const { isolate: before } = await LOGS.stats();
  await fail();
  await LOGS.write(record({ id: 'g' }));
  await LOGS.write(record({ id: 'h' }));
  await vi.waitFor(async () => expect((await LOGS.stats()).isolate.lost - before.lost).toBe(2), 5_000);
  await mend();
  expect((await LOGS.stats()).records).toBe(0);

  expect(await LOGS.writeBatch([record({ id: 'i' })])).toEqual({ accepted: 1, duplicates: 0, refused: [] });
  const { records } = await LOGS.query({ event_type: 'log_records_lost' });
  expect(records.map(({ level, metadata }) => [level, metadata])).toEqual([['error', { lost: 2 }]]);
});

test('a slow D1 holds up no write, and has each record once in the end', async () => {
  const { isolate: before } = await LOGS.stats();
  let answer = () => {};
  const slow = new Promise<void>((resolve) => (answer = resolve));
  const DB: Pick<D1Database, 'prepare' | 'batch'> = {
    prepare: (query) => env.DB.prepare(query),
    batch: async <T>(statements: D1PreparedStatement[]) => slow.then(() => env.DB.batch<T>(statements)),
  };
  const context = createExecutionContext() as ExecutionContext<{ service?: string }>;
  const logs = new LogsService(context, { ...env, DB: DB as D1Database });
  await logs.write(record({ id: 'unawaited', service: 'http' }));
  // A caller who has waited for long enough sends the same once more.
  const sent = [1, 2].map(() => logs.writeBatch([record({ id: 'again', service: 'http' })]));
  expect((await LOGS.stats()).records).toBe(0);

  answer();
  const results = await Promise.all(sent);
  expect(results.map(({ accepted, duplicates }) => `${accepted} ${duplicates}`).sort()).toEqual(['0 1', '1 0']);
  await waitOnExecutionContext(context);
  expect(await LOGS.get('unawaited')).not.toBeNull();
  expect(await LOGS.stats()).toMatchObject({ records: 2, isolate: { lost: before.lost } });
});

test('D1 writes as many rows for a record as the README says', async () => {
  let written = 0;
  const metered: Pick<D1Database, 'prepare' | 'batch'> = {
    prepare: (query) => env.DB.prepare(query),
    async batch<T>(statements: D1PreparedStatement[]) {
      const results = await env.DB.batch<T>(statements);
      written += results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
      return results;
    },
  };
  const ids = { trace_id: 't', request_id: 'r', workspace_id: 'w' };
  const values = Array.from({ length: 30 }, (_, n) => record({ ...ids, message: `step ${n} of the job is done` }));
  const { records } = takeAll(values, { service: 'http', environment: env.ENVIRONMENT, now: Date.now() });
  await new LogStore(metered as D1Database).insert(records);
  expect(written).toBe(30 * 11 + 1);
  const deleted = await env.DB.batch([env.DB.prepare('DELETE FROM logs'), env.DB.prepare('DELETE FROM arrivals')]);
  expect(deleted.map(({ meta }) => meta.rows_written)).toEqual([30 * 2, 1]);
});
