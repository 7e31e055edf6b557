import { beforeEach, describe, expect, test } from 'vitest';
import { idsOf, LOGS, record, refusalOf } from './support.ts';

const DAY = Date.UTC(2025, 10, 13);

beforeEach(async () => {
  await LOGS.writeBatch([
    record({ id: 'a', timestamp: DAY, message: 'Request timed out', level: 'error', event_type: 'db_query_slow' }),
    record({ id: 'b', timestamp: DAY + 1, service: 'executor', trace_id: 'abc1', source_location: 'src/executor.ts:142' }),
    record({ id: 'c', timestamp: DAY + 86_400_000, level: 'warn', message: 'Größe über 日本語', environment: 'production' }),
    record({ id: 'd', timestamp: DAY + 90_000_000, level: 'debug', message: 'ok: 100%_"x" (or)', user_id: 'u', trace_id: 'zz' }),
  ]);
});

describe('a filter means records', () => {
  test.each([
    ['', 'abcd'],
    ['timed', 'a'],
    ['TIMED', 'a'],
    ['"timed out"', 'a'],
    ['"out timed"', ''],
    ['text:timed', 'a'],
    ['message:timed', 'a'],
    ['message:="Request timed out"', 'a'],
    ['message:="request timed out"', ''],
    // One and two characters are below what the index knows.
    ['ok', 'd'],
    ['q', 'ab'],
    ['%', 'd'],
    ['日', 'c'],
    ['日本', 'c'],
    ['日本語', 'c'],
    ['größe', 'c'],
    ['GRÖSSE', ''],
    ['ÜBER', 'c'],
    ['"100%_"', 'd'],
    ['"\\"x\\""', 'd'],
    ['"\\u{65e5}\\u{672c}"', 'c'],
    ['"(or)"', 'd'],
    ['service:executor', 'b'],
    ['service:Executor', ''],
    ['service:exec*', 'b'],
    ['-service:executor', 'acd'],
    ['not service:executor', 'acd'],
    ['trace:*', 'bd'],
    ['trace_id:"abc"*', 'b'],
    ['-trace:abc1', 'acd'],
    ['event:db_query_slow', 'a'],
    ['user:u', 'd'],
    ['env:prod', 'c'],
    ['level:error', 'a'],
    ['level:fatal', 'a'],
    ['level:>=warn', 'ac'],
    ['level:>warn', 'a'],
    ['level:<info', 'd'],
    ['level:<=info', 'bd'],
    ['level:info..warn', 'bc'],
    ['at:executor.ts', 'b'],
    ['at:executor.ts:142', 'b'],
    ['at:executor.ts:14', ''],
    ['at:src/executor.ts', 'b'],
    ['at:cutor.ts', ''],
    ['since:2025-11-14', 'cd'],
    ['until:2025-11-14', 'ab'],
    ['since:1ms until:now', ''],
    [`since:${DAY + 1}`, 'bcd'],
    ['timestamp:2025-11-13', 'ab'],
    ['timestamp:>2025-11-13', 'cd'],
    ['timestamp:2025-11-13..2025-11-14', 'ab'],
    ['timestamp:>=2025-11-14T00:00', 'cd'],
    ['level:error or level:warn', 'ac'],
    ['level:error and timed', 'a'],
    ['level:error timed or service:executor', 'ab'],
    ['level:info (service:executor or timed)', 'b'],
    ['-(level:error or level:warn)', 'bd'],
  ])('%s → %s', async (filter, ids) => {
    expect(await idsOf({ filter })).toEqual([...ids]);
  });
});

describe('what a filter cannot say is told with its place', () => {
  test.each([
    ['sevice:executor', 'characters 1 to 6: there is no column "sevice": did you mean `service`?'],
    ['ok metadata.user:pro', 'characters 4 to 16: metadata cannot be searched here'],
    ['ok event:~slow', 'characters 10 to 14: event_type has no index for parts of it'],
    ['service:>a', 'characters 9 to 10: service has no order'],
    ['level:loud', 'characters 7 to 10: there is no level "loud": there are error, warn'],
    ['level:>error', 'there is no such level'],
    ['since:soon', 'characters 7 to 10: "soon" is no time'],
    ['(a', 'character 1: this parenthesis is never closed'],
    ['a )', 'character 3: nothing is open here'],
    ['"a', 'character 1: this quote is never closed'],
    ['"\\q"', 'characters 2 to 3: this escape means nothing'],
    ['service:', 'a value is missing'],
    ['a or', 'something is missing here'],
    ['-'.repeat(17) + 'a', 'nested deeper than 16 levels'],
    [Array(21).fill('level:info').join(' '), 'more than 20 tests'],
    ['x'.repeat(8_193), 'the filter has 8193 characters'],
  ])('%s', async (filter, message) => {
    expect(await refusalOf(LOGS.query({ filter }))).toContain(message);
  });

  test('the largest filters are within the limits of D1', async () => {
    const tests = Array(20).fill('level:>=debug').join(' or ');
    const all = { trace_id: 'x', request_id: 'x', service: 'x', event_type: 'x', text: 'x', since: 1, until: 2 };
    expect(await idsOf({ ...all, filter: tests })).toEqual([]);
    expect(await idsOf({ filter: `${'(-('.repeat(5)}timed${'))'.repeat(5)}` })).toEqual(['b', 'c', 'd']);
    expect(await idsOf({ filter: Array(20).fill('at:executor.ts:142').join(' ') })).toEqual(['b']);
  });
});

test.each([
  [{ level: 'warn' as const }, 'c'],
  [{ service: 'http', text: 'timed' }, 'a'],
  [{ environment: 'production' as const }, 'c'],
  [{ trace_id: 'abc1' }, 'b'],
  [{ since: DAY + 1, until: DAY + 86_400_000 }, 'b'],
  [{ until: 0 }, ''],
  [{ level: 'info' as const, filter: 'timed' }, ''],
])('all conditions of %o have to hold', async (filter, ids) => {
  expect(await idsOf(filter)).toEqual([...ids]);
});

test('pages go on behind the last record, whatever comes in between', async () => {
  const at = DAY + 200_000_000;
  await LOGS.writeBatch(Array.from({ length: 5 }, (_, n) => record({ id: `p${n}`, timestamp: at, service: 'pages' })));
  const first = await LOGS.query({ service: 'pages', limit: 2 });
  expect(first.records.map(({ id }) => id)).toEqual(['p4', 'p3']);
  await LOGS.writeBatch([record({ id: 'new', timestamp: at + 1, service: 'pages' })]);
  const second = await LOGS.query({ service: 'pages', limit: 2, cursor: first.cursor! });
  expect(second.records.map(({ id }) => id)).toEqual(['p2', 'p1']);
  const third = await LOGS.query({ service: 'pages', limit: 2, cursor: second.cursor! });
  expect(third).toMatchObject({ records: [{ id: 'p0' }], cursor: null });
  expect(await refusalOf(LOGS.query({ cursor: 'p0' }))).toContain('this is no cursor');
});

test('tail gives what arrived behind its cursor, first come first', async () => {
  const { cursor: start, records } = await LOGS.tail({});
  expect(records).toEqual([]);
  expect(start).toBe((await LOGS.stats()).last_seq);
  // An old record arrives late, and is new for one who follows.
  const late = [record({ id: 'x', timestamp: 1 }), record({ id: 'y', level: 'error' }), record({ id: 'z' })];
  await LOGS.writeBatch(late);
  const one = await LOGS.tail({ after: start, limit: 2 });
  expect(one.records.map(({ id }) => id)).toEqual(['x', 'y']);
  const two = await LOGS.tail({ after: one.cursor });
  expect(two.records.map(({ id }) => id)).toEqual(['z']);
  expect(await LOGS.tail({ after: two.cursor })).toEqual({ records: [], cursor: two.cursor });
  const errors = await LOGS.tail({ after: start, filter: 'level:error' });
  expect(errors).toMatchObject({ records: [{ id: 'y' }], cursor: two.cursor });
});

test('stats count by level and know the ends', async () => {
  const stats = await LOGS.stats();
  expect(stats).toMatchObject({
    ...{ records: 4, oldest: DAY, newest: DAY + 90_000_000 },
    by_level: { debug: 1, info: 1, warn: 1, error: 1 },
  });
  expect(stats.database_bytes).toBeGreaterThan(0);
  expect(stats.isolate.accepted).toBeGreaterThanOrEqual(4);
});
