import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { answer } from '../src/http/api.ts';
import { LOGS, record } from './support.ts';

const HOME = 'http://localhost';

/** A request as it comes to the Worker, with these bindings. */
function ask(address: string, init?: RequestInit, bindings: Partial<Env> = {}): Promise<Response> {
  return answer(new Request(new URL(address, HOME), init), { ...env, ...bindings });
}

function send(records: unknown, bindings?: Partial<Env>, headers: Record<string, string> = {}): Promise<Response> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(records) };
  return ask('/v1/records', init, bindings);
}

async function digestOf(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

test('records that are sent are found', async () => {
  const answer = await send([record({ id: 'h', service: 'http' }), { level: 'info' }]);
  expect(await answer.json()).toEqual({
    stored: 1,
    duplicates: 0,
    refused: [{ index: 1, field: 'service', reason: 'is missing: give the record one' }],
  });
  const page = await ask('/v1/records?filter=service:http&limit=1');
  expect(await page.json()).toMatchObject({ records: [{ id: 'h', environment: env.ENVIRONMENT }], next: null });
});

test('a tail goes on behind the last event', async () => {
  await LOGS.writeBatch([record({ id: 'seen' }), record({ id: 'next' })]);
  const seen = (await LOGS.get('seen'))!.seq;
  const { body } = await ask('/v1/tail', { headers: { 'last-event-id': String(seen) } });
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await reader.read();
  await reader.cancel();
  expect(value).toMatch(new RegExp(`^id: ${seen + 1}\nevent: record\ndata: {.*"id":"next".*}\n\n$`));
});

test.each([
  ['https://logs.example/v1/records', {}],
  ['https://logs.acme.workers.dev/healthz', {}],
  ['http://localhost.example/v1/records', {}],
  ['http://localhost/v1/records', { 'cf-connecting-ip': '192.0.2.1' }],
  ['http://localhost/v1/records', { 'x-forwarded-for': '127.0.0.1' }],
  ['http://localhost/v1/records', { origin: 'https://page.example' }],
])('without tokens %s %o is refused', async (address, headers) => {
  const answer = await ask(address, { headers });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code: 'foreign' });
});

test.each(['', '[', '{}', '[{"name":"a","scopes":["all"],"sha256":"0"}]'])('with %o for tokens, nobody is answered', async (TOKENS) => {
  expect((await ask('/v1/records', {}, { TOKENS })).status).toBe(500);
});

test('with tokens, the right one is answered from anywhere', async () => {
  const token = { name: 'all', scopes: ['ingest', 'read'], sha256: await digestOf('linestamp_1') };
  const TOKENS = JSON.stringify([token]);
  const good = { authorization: 'Bearer linestamp_1' };
  expect((await send(record({ service: 'a' }), { TOKENS }, good)).status).toBe(200);
  expect((await ask('https://logs.example/v1/records', { headers: good }, { TOKENS })).status).toBe(200);
  const wrong = { authorization: 'Bearer linestamp_2' };
  expect((await ask('/v1/records', { headers: wrong }, { TOKENS })).status).toBe(401);
  expect((await ask('/v1/records', {}, { TOKENS: '[]' })).status).toBe(401);
});

test('what D1 does not take is to be sent again', async () => {
  await env.DB.exec("CREATE TRIGGER away BEFORE INSERT ON logs BEGIN SELECT RAISE(ABORT, 'away'); END");
  try {
    const answer = await send(record({ service: 'a' }));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  } finally {
    await env.DB.exec('DROP TRIGGER away');
  }
});
