// What `npm run build` leaves for production, run as it is: every service by its own way of building.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { until } from '../wrangler/support.mjs'
import { build, production } from './built.mjs'
import { system, VERSION } from './support.mjs'
import { client, follow, judge } from './trace.mjs'

const at = system()
let server, url

before(async () => {
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
