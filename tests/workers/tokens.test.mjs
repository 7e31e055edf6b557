// The tokens of the example's logs service, held against those of `linestamp serve`: both know the same
// ones, and what a token that is bound to a workspace must not see, neither shows.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, test } from 'node:test'

import { ask, comparable, firstOf, JSON_TYPE, NOON, post, question, record, RECORDS, same, TRACE } from './asking.mjs'
import { linestamp, service, token, worker } from './running.mjs'
import { logsService } from './support.mjs'

const at = logsService()
const tokens = {}
let both

before(async () => {
  const wanted = [['ingest', 'ingest'], ['read', 'read'], ['admin', 'admin'], ['all', 'ingest,read,admin'],
    ['into-one', 'ingest', 'one'], ['into-two', 'ingest', 'two'], ['one', 'read', 'one'], ['two', 'admin', 'two']]
  for (const words of wanted) tokens[words[0]] = await token(at, ...words)
  // The very file that `linestamp token create` wrote is the Worker's secret.
  const TOKENS = JSON.stringify(JSON.parse(readFileSync(at.path('data/tokens.json'), 'utf8')))
  both = await Promise.all([service(at), worker(at, { secrets: { TOKENS } })])
})

const by = (name) => ({ authorization: `Bearer ${tokens[name]}` })

test('a token allows its scope alone', async () => {
  const body = JSON.stringify(record('allowed', { service: 'scopes' }))
  const filter = 'service:scopes'
  for (const [name, sends, reads, deletes] of [['ingest', 200, 403, 403], ['read', 403, 200, 403], ['admin', 403, 200, 200], ['all', 200, 200, 200]]) {
    const send = await same(both, '/v1/records', post(body, { ...JSON_TYPE, ...by(name) }))
    const read = await same(both, question('/v1/records', { filter }), { headers: by(name) })
    const remove = await same(both, question('/v1/records', { filter }), { method: 'DELETE', headers: by(name) })
    assert.deepEqual([send.status, read.status, remove.status], [sends, reads, deletes], name)
  }
})

test('without a good token there is nothing to see', async () => {
  const bad = [{}, { authorization: 'Bearer linestamp_0' }, { authorization: 'Bearer ' }, { authorization: `Basic ${tokens.all}` },
    { authorization: tokens.all }, { authorization: `Bearer ${tokens.all}0` }]
  const paths = ['/v1/records', '/v1/records/1', '/v1/records/1/context?by=trace', '/v1/histogram', '/v1/facets?columns=level', '/v1/locations',
    `/v1/traces/${TRACE}`, '/v1/tail', '/v1/status']
  for (const headers of bad) assert.equal((await same(both, '/v1/records', { headers })).status, 401)
  for (const path of paths) assert.equal((await same(both, path)).status, 401, path)
  assert.equal((await same(both, '/v1/records', post('{}'))).status, 401)
  assert.equal((await same(both, `/v1/records?token=${tokens.all}`)).status, 401)
  for (const path of ['/healthz', '/readyz', '/v1/nothing']) await same(both, path)
  // A page of another site has no token, and where there are tokens a foreign host is none.
  assert.equal((await same(both, '/v1/records?filter=id:x', { headers: { ...by('read'), origin: 'https://page.example', 'x-forwarded-for': '192.0.2.1' } })).status, 200)
})

test('a bound token fills in its workspace, and may name no other', async () => {
  const records = [record('unsaid'), record('own', { workspace_id: 'one' }), record('others', { workspace_id: 'two' })]
  const { body } = await same(both, '/v1/records', post(JSON.stringify(records), { ...JSON_TYPE, ...by('into-one') }))
  assert.deepEqual([body.stored, body.refused.map(({ field }) => field)], [2, ['workspace_id']])
  await same(both, '/v1/records', post(JSON.stringify([record('two'), record('twice')]), { ...JSON_TYPE, ...by('into-two') }))
  await same(both, '/v1/records', post(JSON.stringify(RECORDS), { ...JSON_TYPE, ...by('all') }))
  const keyed = { ...JSON_TYPE, 'idempotency-key': 'k' }
  for (const name of ['into-one', 'into-two']) await same(both, '/v1/records', post(JSON.stringify(record(null)), { ...keyed, ...by(name) }))
})

test('a bound token never sees another workspace', async () => {
  const filters = ['', '-level:info', 'workspace:two', '-workspace:one', 'workspace:two or workspace:one', 'not (workspace:one)', 'id:two']
  for (const filter of filters) {
    for (const path of ['/v1/records', '/v1/locations', '/v1/facets?columns=workspace_id,id,service', `/v1/histogram?from=${NOON - 60_000}&until=${NOON + 60_000}&by=id`]) {
      const address = path + (path.includes('?') ? '&' : '?') + new URLSearchParams({ filter })
      const { body } = await same(both, address, { headers: by('one') })
      assert.doesNotMatch(JSON.stringify(body), /two|"g"|"p0"/, address)
    }
  }
  await same(both, `/v1/traces/${TRACE}`, { headers: by('one') })
  const [edge] = both.slice(1)
  const all = (await ask(edge, '/v1/records?limit=1000', { headers: by('all') })).body.records
  for (const { seq, workspace_id } of all) {
    const mine = workspace_id === 'one'
    const { status } = await ask(edge, `/v1/records/${seq}`, { headers: by('one') })
    const around = await ask(edge, `/v1/records/${seq}/context?by=service`, { headers: by('one') })
    assert.deepEqual([status, around.status], mine ? [200, 200] : [404, 404])
    assert.doesNotMatch(JSON.stringify(around.body), /"workspace_id":"two"/)
  }
  const status = (await ask(edge, '/v1/status', { headers: by('one') })).body
  const mine = all.filter(({ workspace_id }) => workspace_id === 'one')
  assert.deepEqual([status.records, status.scope, status.can], [mine.length, { workspace: 'one' }, ['read']])
})

test('a tail of a bound token has its own records alone', async () => {
  for (const base of both) {
    const { body } = await ask(base, question('/v1/records', { filter: 'workspace:one', order: 'oldest' }), { headers: by('one') })
    const ids = body.records.toSorted((one, two) => one.seq - two.seq).map(({ id }) => id)
    assert.deepEqual(await firstOf(base, ids.length, { after: 0 }, by('one')), ids)
  }
  // Where it begins is told by the last of its own records.
  const ending = new AbortController()
  const answer = await fetch(`${both[1]}/v1/tail`, { headers: by('one'), signal: ending.signal })
  const { value } = await answer.body.pipeThrough(new TextDecoderStream()).getReader().read()
  ending.abort()
  assert.equal((await ask(both[1], '/v1/records/' + /^id: (\d+)/.exec(value)[1], { headers: by('one') })).status, 200)
})

test('a session stands for the token that it was opened with', async () => {
  const opened = (name) => Promise.all(both.map(async (base) => {
    const answer = await fetch(`${base}/v1/session`, { method: 'POST', body: JSON.stringify({ token: tokens[name] }) })
    const [cookie, ...rules] = answer.headers.get('set-cookie').split('; ')
    assert.deepEqual(rules, ['Path=/', 'HttpOnly', 'SameSite=Strict', 'Max-Age=43200'])
    return { base, cookie, ...(await answer.json()) }
  }))
  /** Asks both with the cookie of a session each, and what more comes of it: the same answers. */
  const asks = async (sessions, path, { csrf, ...options } = {}) => {
    const answers = await Promise.all(sessions.map((session) => ask(session.base, path, {
      ...options, headers: { cookie: `other=1; ${session.cookie}`, ...(csrf && { 'x-linestamp-csrf': csrf(session) }), ...options.headers },
    })))
    const [expected, found] = answers.map((answer) => comparable({ ...answer, body: { ...answer.body, csrf: undefined, version: undefined } }))
    assert.deepEqual(found, expected, path)
    return answers[1]
  }
  for (const body of ['', '{', '{}', '{"token":7}', '{"token":"x","more":1}', `{"token":"${'x'.repeat(5000)}"}`, '{"token":"x"}', JSON.stringify({ token: tokens.ingest })]) {
    await same(both, '/v1/session', post(body))
  }
  const bound = await opened('two')
  assert.deepEqual(bound[1].scope, { workspace: 'two' })
  assert.equal((await asks(bound, '/v1/session')).body.csrf, bound[1].csrf)
  await asks(bound, question('/v1/records', { filter: 'workspace:*' }))
  const deletes = { method: 'DELETE' }
  assert.equal((await asks(bound, question('/v1/records', { filter: 'id:nobody' }), deletes)).body.code, 'csrf')
  assert.equal((await asks(bound, question('/v1/records', { filter: 'id:nobody' }), { ...deletes, csrf: () => 'x' })).body.code, 'csrf')
  assert.equal((await asks(bound, question('/v1/records', { filter: 'id:nobody' }), { ...deletes, csrf: ({ csrf }) => csrf })).status, 200)
  // A token that comes along goes before the session.
  assert.equal((await asks(bound, '/v1/status', { headers: { authorization: 'Bearer x' } })).status, 401)
  assert.equal((await asks(bound, '/v1/session', deletes)).status, 403)
  assert.equal((await asks(bound, '/v1/session', { ...deletes, csrf: ({ csrf }) => csrf })).status, 204)
  assert.equal((await asks(bound, '/v1/session')).status, 401)
})

test('a bound administrator deletes what is its own', async () => {
  const { body } = await same(both, question('/v1/records', { filter: 'id:*' }), { method: 'DELETE', headers: by('two') })
  assert.ok(body.deleted > 0)
  assert.equal((await same(both, question('/v1/records', { filter: 'workspace:two' }), { headers: by('all') })).body.records.length, 0)
  await same(both, question('/v1/records', { filter: 'workspace:one' }), { headers: by('all') })
})

test('the command line has a token in its environment', async () => {
  const asks = (env) => linestamp(at, ['query', 'service:executor', '--format', 'json', '--url', both[1]], env).ended
  const { code, output } = await asks({ LINESTAMP_TOKEN: tokens.one })
  assert.equal(code, 0, output)
  const found = output.trim().split('\n').map((line) => JSON.parse(line).workspace_id)
  assert.deepEqual([...new Set(found)], ['one'])
  const refused = await asks({ LINESTAMP_TOKEN: 'linestamp_0' })
  assert.equal(refused.code, 2)
  assert.match(refused.output, /there is no such token/)
})
