// The example as a whole: five services in workerd, and the records that one request leaves.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { address, done, freePort, start } from '../wrangler/support.mjs'
import { scripts } from './built.mjs'
import { modules, places, system, VERSION } from './support.mjs'
import { client, follow } from './trace.mjs'

const at = system()
const options = scripts(at)
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

/** The command line finds the trace of a system that runs, by the logs service beside it. */
async function query(at, trace) {
  const ports = ['--port', '0', '--inspector-port', `${await freePort()}`]
  const logs = start(at, ['npm', 'run', 'logs', '--', ...ports], options)
  const url = await address(logs)
  const found = await done(at, ['linestamp', 'query', `trace:${trace} event:task_executed`, '--url', url], options)
  assert.ok(places(at, 'task_executed').some((place) => found.trimEnd().endsWith(place)), found)
  await logs.stop()
}

for (const [host, words] of [['wrangler', []], ['Vite', ['--vite']]]) {
  test(`one trace runs through all services, by ${host}`, async () => {
    const ports = ['--port', `${await freePort()}`, '--inspector-port', `${await freePort()}`]
    const program = start(at, [node, 'scripts/dev.ts', ...words, ...ports], options)
    const [, url] = await program.says(/The system runs at (http:\S+)/)
    await query(at, await follow(at, client(url, program.said), { environment: 'development', version: VERSION }))
    await program.stop()
  })
}
