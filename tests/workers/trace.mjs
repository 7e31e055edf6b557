// One trace through the whole system: asked for over HTTP, and held against the sources.

import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'

import { until } from '../wrangler/support.mjs'
import { places } from './support.mjs'

/** The services that one task goes through, beside the one that keeps their records. */
const SERVICES = ['coordinator', 'executor', 'http', 'resources']

/** Asks now and then: the API lets nobody ask more than twice a second for long. */
const nowAndThen = (look) => until(async () => (await look()) || (await setTimeout(1000), false))

/** A caller of the API, with the demonstration's token and more headers. What it answers has to be good; `said` tells more where it is not. */
export const client = (url, said = () => '') => async (path, body, more = {}) => {
  const headers = { authorization: 'Bearer demo-key', 'content-type': 'application/json', ...more }
  const answer = await fetch(new URL(path, url), { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) })
  const text = await answer.text()
  assert.ok(answer.ok, `${path}: ${answer.status} ${text} ${said()}`)
  return JSON.parse(text)
}

/** Holds a record's stamp against the sources. */
export function judge(at, record) {
  const expected = places(at, record.event_type)
  assert.ok(expected.includes(record.source_location), `${JSON.stringify(record)} ${expected}`)
}

/** Has a task run, whose records have to have one trace through all services, and each the line of its call; that trace's id. */
export async function follow(at, ask, expected) {
  const task = await ask('/v1/tasks', { kind: 'document.digest', input: { text: 'hello' } })
  await nowAndThen(async () => (await ask(`/v1/tasks/${task.id}`)).state === 'done')
  let records = []
  await nowAndThen(async () => {
    const found = await ask(`/v1/logs?limit=200&trace_id=${task.trace_id}`)
    records = found.records
    return SERVICES.every((service) => records.some((record) => record.service === service))
  })
  assert.ok(records.length > SERVICES.length)
  for (const record of records) {
    const { trace_id, environment, version } = record
    assert.deepEqual({ trace_id, environment, version }, { trace_id: task.trace_id, ...expected }, JSON.stringify(record))
    judge(at, record)
  }
  return task.trace_id
}
