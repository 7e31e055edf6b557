// What `npm run build` leaves for production, run as it is: every service by its own way of building.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'

import { start, until } from '../wrangler/support.mjs'
import { build, production, scripts } from './built.mjs'
import { system, VERSION } from './support.mjs'
import { client, follow, judge } from './trace.mjs'

const at = system()
let server, url

before(async () => {
  // Waits that a test can wait for; the limit itself stays far above what one trace asks.
  at.edit('services/http/wrangler.jsonc', '"limit": 120, "period": 60', '"limit": 60, "period": 10')
  at.edit('services/http/src/middleware/rate-limit.ts', `'60'`, `'2'`)
  await build(at);
  ({ server, url } = await production(at))
})
after(() => server?.close())

test('one trace runs through all production bundles', async () => {
  await follow(at, client(url), { environment: 'production', version: VERSION })
})

test('what cron triggers write has its line, by the service that keeps the records too', async () => {
  const { DB } = await server.getWorker('acme-logs-production').getEnv()
  for (const [service, cron, event] of [['resources', '0 * * * *', 'usage_report_empty'], ['logs', '17 3 * * *', 'retention_applied']]) {
    const { outcome } = await server.getWorker(`acme-${service}-production`).scheduled({ cron })
    assert.equal(outcome, 'ok')
    let record
    await until(async () => {
      record = await DB.prepare('SELECT * FROM logs WHERE event_type = ?').bind(event).first()
      return record
    })
    assert.deepEqual([record.service, record.environment, record.version], [service, 'production', VERSION])
    judge(at, record)
  }
})

test('the demonstration waits where the API says so, and gets all done', async () => {
  // Somebody else asks too much, until the demonstration is held up.
  const ask = async () => {
    const answer = await fetch(new URL('/v1/workspace', url), { headers: { authorization: 'Bearer demo-key' } })
    await answer.text()
    return answer.status
  }
  const tooMuch = () => Promise.all(Array.from({ length: 60 }, ask))
  await until(async () => (await tooMuch()).includes(429))
  const demo = start(at, [process.execPath, 'scripts/load-demo.ts', url.href, 'demo.log'], scripts(at))
  await until(async () => {
    await tooMuch()
    return /api_rate_limited/.test(demo.said())
  })
  const { code, output } = await demo.ended
  assert.equal(code, 0, output)
  assert.match(output, /\/v1\/tasks\S*: too many requests, again in 2 s/)
  assert.deepEqual(readFileSync(at.path('demo.log'), 'utf8').trim().split('\n').map((line) => line.split('\t')[0]), ['done', 'done', 'done', 'failed'])
})
