// Runs the Workers of a folder in workerd, lets them work, and writes down what the logs service has then:
// `node run-workers.mjs folder wrangler's-modules answer.json`.

import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [root, modules, answer] = process.argv.slice(2)
const wrangler = createRequire(join(modules, 'wrangler/package.json')).resolve('wrangler')
const { createTestHarness } = await import(pathToFileURL(wrangler))

const SERVICES = ['http', 'coordinator', 'executor', 'resources', 'logs']
const SPECS = [
  { kind: 'document.digest', input: { text: 'hello' } },
  { kind: 'document.render', input: { template: 'Dear {{ name }}, {{ greeting }}', values: { name: 'Ada', unused: '1' } } },
  { kind: 'dataset.export', input: { columns: ['a', 'b'], rows: [['1', 'x,y']] } },
  { kind: 'dataset.export', input: { columns: ['a', 'b'], rows: [['1']] } },
]

/** How often the services write what at least, whatever takes how long. */
const EVENTS = {
  http: {
    auth_missing: 1, request_refused: 1, request_served: 9, task_submitted: 4,
  },
  coordinator: {
    task_dispatched: 4, task_done: 3, task_failed: 1, task_queued: 4, tasks_leased: 1,
  },
  resources: {
    lease_acquired: 4, lease_released: 4, rpc_served: 8,
  },
  executor: {
    dataset_exported: 1, dataset_packed: 1, dataset_ragged: 1, document_digested: 1,
    handler_finished: 3, handler_started: 4, placeholder_unfilled: 1, task_executed: 4, task_failed:
    1, task_received: 4, value_unused: 1,
  },
}
const ENVIRONMENT = 'development'
const LIMIT_MS = 120_000

const workers = SERVICES.map((name) => ({ configPath: `services/${name}/wrangler.jsonc`, env: ENVIRONMENT }))
const harness = createTestHarness({ root, workers })
try {
  await harness.listen()
  for (const name of ['logs', 'resources']) await harness.getWorker(`acme-${name}-${ENVIRONMENT}`).applyD1Migrations('DB')
  const refused = await harness.fetch('http://acme/v1/tasks')
  if (refused.status !== 401) throw new Error(`${refused.status} without a token`)
  const submitted = await Promise.all(SPECS.map((spec) => api('/v1/tasks', { method: 'POST', body: JSON.stringify(spec) })))
  for (const { id } of submitted) {
    await until(async () => ['done', 'failed'].includes((await api(`/v1/tasks/${id}`)).state))
  }
  const missing = async () => {
    const all = await records()
    const count = (service, type) => all.filter((record) => record.service === service && record.event_type === type).length
    const events = Object.entries(EVENTS).flatMap(([service, types]) => Object.entries(types).map(([type, least]) => ({ service, type, least })))
    return events.filter(({ service, type, least }) => count(service, type) < least).map(({ service, type }) => `${service} ${type}`)
  }
  await until(async () => (await missing()).length === 0, missing)
  writeFileSync(answer, JSON.stringify(await records()))
} finally {
  await harness.close()
}

async function api(path, init) {
  const headers = { authorization: 'Bearer demo-key', 'content-type': 'application/json' }
  const response = await harness.fetch(`http://acme${path}`, { ...init, headers })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

/** What the logs service has, whoever wrote it. */
async function records() {
  const { DB } = await harness.getWorker(`acme-logs-${ENVIRONMENT}`).getEnv()
  const { results } = await DB.prepare('SELECT * FROM logs').all()
  return results
}

async function until(holds, missing = () => 'a task that ends') {
  const end = Date.now() + LIMIT_MS
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`what does not come: ${await missing()}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
