// Asking `linestamp serve` and the example's logs service the same, and comparing the answers.

import assert from 'node:assert/strict'

export const NOON = Date.UTC(2025, 10, 13, 12)
export const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
export const JSON_TYPE = { 'content-type': 'application/json' }
export const LINES_TYPE = { 'content-type': 'application/x-ndjson' }

/** Which of the headers are the service's own. The policy is stricter where there is no page. */
const HEADERS = ['content-type', 'cache-control', 'retry-after', 'allow', 'x-accel-buffering', 'x-content-type-options',
  'x-frame-options', 'referrer-policy', 'cross-origin-resource-policy']

export const record = (id, more = {}) => ({
  id, timestamp: NOON, level: 'info', service: 'executor', environment: 'production', message: `message ${id}`, ...more,
})

/** A trace through three services, with spans that are named and spans that are not. */
export const RECORDS = [
  record('a', { service: 'http', trace_id: TRACE, request_id: 'r1', event_type: 'request', timestamp: NOON - 10 }),
  record('b', { service: 'http', trace_id: TRACE, request_id: 'r1', level: 'error', timestamp: NOON + 90 }),
  record('c', { trace_id: TRACE, request_id: 'r1', instance_id: 'i1', source_location: 'src/executor.ts:142' }),
  record('d', { trace_id: TRACE, metadata: { span_id: 's1', parent_span_id: 's2' }, level: 'warn', timestamp: NOON + 5 }),
  record('e', { trace_id: TRACE, metadata: { span_id: 's2', parent_span_id: 's1' }, timestamp: NOON + 6 }),
  record('f', { message: 'Request timed out', workspace_id: 'one', traceId: 't2', colour: 'red', level: 'FATAL' }),
  record('g', { message: 'Größe über 日本語', workspace_id: 'two', timestamp: '2025-11-13T12:00:00Z', environment: 'dev', metadata: { b: { '😀': 1, 'ｚ': 2, a: [] }, 10: 1, 9: 2 } }),
  ...Array.from({ length: 7 }, (_, n) => record(`p${n}`, { service: 'pages', timestamp: NOON + (n % 3) })),
]

/** Asks one service; what of the answer has to be the same in both. */
export async function ask(base, path, { method = 'GET', headers = {}, body } = {}) {
  const answer = await fetch(base + path, { method, headers, body, signal: AbortSignal.timeout(60_000) })
  const said = await answer.text()
  const isJson = /\bjson/.test(answer.headers.get('content-type') ?? '')
  const own = Object.fromEntries(HEADERS.map((name) => [name, answer.headers.get(name)?.split(',').sort().join()]))
  return { status: answer.status, headers: own, body: isJson && said ? JSON.parse(said) : said }
}

/** An answer without what differs by nature: numbers of arrival, times of arrival, what parsers of JSON say. */
export function comparable(answer) {
  const ids = new Map()
  const learn = (value) => {
    if (typeof value !== 'object' || value === null) return
    if ('seq' in value) ids.set(value.seq, value.id)
    Object.values(value).forEach(learn)
  }
  learn(answer.body)
  const plain = (value, key) => {
    if (key === 'next' && value) return value.replace(/\d+$/, (seq) => ids.get(Number(seq)))
    if (key === 'reason' || key === 'detail') return value.replace(/(no JSON|Content-Encoding says): [^;]*/, '$1')
    if (Array.isArray(value)) return value.map((item) => (key === 'records' && ids.has(item) ? ids.get(item) : plain(item)))
    if (typeof value !== 'object' || value === null) return value
    const rest = Object.entries(value).filter(([name]) => !['seq', 'received_at'].includes(name))
    return Object.fromEntries(rest.map(([name, inner]) => [name, plain(inner, name)]))
  }
  return { ...answer, body: plain(answer.body) }
}

/** Asks both services the same, who have to answer the same; gives back what they said. */
export async function same(bases, path, options) {
  const [expected, found] = await Promise.all(bases.map((base) => ask(base, path, options)))
  const title = `${options?.method ?? 'GET'} ${path} ${String(options?.body ?? '').slice(0, 200)}`
  assert.deepEqual(comparable(found), comparable(expected), title)
  return comparable(expected)
}

export const post = (body, headers = JSON_TYPE) => ({ method: 'POST', headers, body })
export const question = (path, questions) => `${path}?${new URLSearchParams(questions)}`

/** The events of a tail, as they come. */
async function* eventsOf(base, questions, headers = {}, signal) {
  const answer = await fetch(base + question('/v1/tail', questions), { headers, signal })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'text/event-stream')
  let text = ''
  for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
    text += part
    for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
      const field = (name) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(text.slice(0, end))?.[1]
      if (field('event')) yield { event: field('event'), id: field('id'), data: JSON.parse(field('data')) }
    }
  }
}

/** The ids of the first records of a tail. */
export async function firstOf(base, count, questions, headers) {
  const ids = []
  const ending = new AbortController()
  const limit = setTimeout(() => ending.abort(new Error(`the tail had ${ids}`)), 60_000)
  for await (const { event, id, data } of eventsOf(base, questions, headers, ending.signal)) {
    assert.deepEqual([event, id], ['record', String(data.seq)])
    ids.push(data.id)
    if (ids.length === count) break
  }
  clearTimeout(limit)
  ending.abort()
  return ids
}
