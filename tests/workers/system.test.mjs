// The example as a whole: five services in workerd, and the records that one request leaves.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'

import { done, freePort, start, until } from '../wrangler/support.mjs'
import { modules, places, system } from './support.mjs'

const at = system()
const VERSION = 'abc123'
const PATH = [at.path('node_modules/.bin'), process.env.PATH].join(delimiter)
const options = { env: { PATH, VERSION, NODE_NO_WARNINGS: '1' } }
const node = process.execPath
const SERVICES = readdirSync(at.path('services'))

test('every service has the right types', async () => {
  await done(at, [node, 'scripts/write-version.ts'], options)
  for (const project of [...SERVICES.map((name) => `services/${name}`), 'scripts']) {
    await done(at, [node, join(modules, 'typescript/bin/tsc'), '--noEmit', '-p', project], options)
  }
})

test('the types of the bindings are those of the configurations', async () => {
  for (const name of SERVICES) {
    const words = ['types', '--check', '--env-interface', 'Bindings', '--include-runtime=false']
    await done(at, [node, join(modules, 'wrangler/bin/wrangler.js'), ...words], { ...options, cwd: at.path(`services/${name}`) })
  }
})

/** Asks now and then: the API lets nobody ask more than twice a second for long. */
const eventually = (look) => until(async () => (await look()) || (await setTimeout(1000), false))

for (const [host, words] of [['wrangler', []], ['Vite', ['--vite']]]) {
  test(`one trace runs through all services, by ${host}`, async () => {
    const ports = ['--port', `${await freePort()}`, '--inspector-port', `${await freePort()}`]
    const program = start(at, [node, 'scripts/dev.ts', ...words, ...ports], options)
    const [, url] = await program.says(/The system runs at (http:\S+)/)
    const ask = async (path, body) => {
      const headers = { authorization: 'Bearer demo-key', 'content-type': 'application/json' }
      const answer = await fetch(new URL(path, url), { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) })
      assert.ok(answer.ok, `${path}: ${answer.status} ${program.said()}`)
      return answer.json()
    }
    const task = await ask('/v1/tasks', { kind: 'document.digest', input: { text: 'hello' } })
    await eventually(async () => (await ask(`/v1/tasks/${task.id}`)).state === 'done')
    const services = ['coordinator', 'executor', 'http', 'resources']
    let records = []
    await eventually(async () => {
      const found = await ask('/v1/logs?limit=200')
      records = found.records.filter((record) => record.trace_id === task.trace_id)
      return services.every((service) => records.some((record) => record.service === service))
    })
    assert.ok(records.length > services.length)
    for (const record of records) {
      const { event_type, environment, version, source_location } = record
      assert.deepEqual({ environment, version }, { environment: 'development', version: VERSION }, JSON.stringify(record))
      const expected = places(at, event_type)
      assert.ok(expected.includes(source_location), `${JSON.stringify(record)} ${expected}`)
    }
    await program.stop()
  })
}

test('each way of building gives stamped bundles', async () => {
  const build = { ...options, env: { ...options.env, CLOUDFLARE_ENV: 'production' } }
  const deploy = ['wrangler', 'deploy', '--dry-run', '-e', 'production', '--outdir', 'dist']
  for (const [name, command] of [
    ['http', ['vite', 'build']],
    ['executor', ['linestamp', 'run', '--', ...deploy]],
    ['resources', deploy],
  ]) {
    const cwd = at.path(`services/${name}`)
    await done(at, command, { ...build, cwd })
    await done(at, ['linestamp', 'verify', 'dist'], { ...build, cwd })
  }
})
