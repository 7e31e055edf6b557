// `@cloudflare/vite-plugin` with auxiliary workers, and Vitest: the Vite entry in each.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { hit } from './inspector.mjs'
import { app, ask, done, freePort, judge, placeOf, RECORDS, start, until } from './support.mjs'

test('vite build stamps each worker, and verify says so', async () => {
  const at = app()
  await done(at, ['vite', 'build'])
  const scripts = readdirSync(at.path('dist'), { recursive: true }).filter((name) => name.endsWith('.js'))
  const code = scripts.map((name) => readFileSync(at.path(join('dist', name)), 'utf8')).join('\n')
  const found = [...code.matchAll(/message: ["'`]([^"'`]*)["'`],\s*source_location: ["'`]([^"'`]*)["'`]/g)]
  judge(at, found.map(([, message, source_location]) => ({ message, source_location })))
  assert.match(await done(at, ['linestamp', 'verify', 'dist']), /4 stamped/)
})

test('vite dev: records over RPC have their lines, an edit gives the new ones, a breakpoint is hit', async () => {
  const at = app()
  const port = await freePort()
  const inspector = await freePort()
  const command = ['vite', 'dev', '--host', '127.0.0.1', '--port', `${port}`, '--strictPort']
  const server = start(at, command, { env: { INSPECTOR_PORT: `${inspector}` } })
  const url = `http://127.0.0.1:${port}/`
  await server.says(/Local:/)
  judge(at, (await ask(url)).slice(-RECORDS))
  const before = placeOf(at, 'the executor runs a task')
  for (const file of ['packages/shared/src/audit.ts', 'services/executor/src/executor.ts', 'services/http/src/lib/greeting.ts']) {
    at.edit(file, (text) => `// one line\n// and another\n${text}`)
  }
  assert.notEqual(placeOf(at, 'the executor runs a task'), before)
  await until(async () => {
    // While a worker starts anew, a request may fail.
    const records = (await ask(url).catch(() => [])).slice(-RECORDS)
    return records.length === RECORDS && records.every((record) => record.source_location === placeOf(at, record.message))
  })

  const line = Number(placeOf(at, 'a request came in').split(':')[1])
  const place = { bundle: '/services/http/src/http.ts', file: 'http.ts', line }
  const { breakpointId, original, paused } = await hit(inspector, place, {
    ask: () => ask(url),
    edit: () => at.edit('services/http/src/http.ts', (text) => `${text}// once more\n`),
  })
  assert.equal(original, readFileSync(at.path('services/http/src/http.ts'), 'utf8'))
  assert.deepEqual(paused.hitBreakpoints, [breakpointId])
  await server.stop()
})

test('vitest: records have their lines', async () => {
  const at = app({
    'vitest.config.mjs': "import linestamp from 'linestamp/vite'\nexport default { plugins: [linestamp()], test: { root: 'services/http' } }\n",
    'services/http/src/lib/greeting.test.ts': `import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { greet } from './greeting'
import type { Env } from '../env'

interface Seen {
  message: string
}

test('a greeting is logged', async () => {
  const seen: Seen[] = []
  const env = { LOGS: { write: async (record: Seen) => seen.push(record) } }
  await greet(env as unknown as Env)
  env.LOGS.write({ message: 'from the test itself' })
  writeFileSync(String(process.env.SEEN), JSON.stringify(seen))
  expect(seen).toHaveLength(2)
})
`,
  })
  assert.match(await done(at, ['vitest', 'run'], { env: { SEEN: at.path('seen.json') } }), /1 passed/)
  judge(at, JSON.parse(readFileSync(at.path('seen.json'), 'utf8')), 2)
})
