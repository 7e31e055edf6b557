// Wrangler's custom build: `linestamp inject src --out-dir .linestamp --wrangler` as `[build] command`.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { test } from 'node:test'

import { address, app, ask, dev, done, freePort, judge, placeOf, run, SERVICES, start, until } from './support.mjs'

const COMMAND = 'npx linestamp inject src --out-dir .linestamp --wrangler'

/** The linked package writes its record in a file that is stamped into a copy of its own. */
const PACKAGE = { 'packages/shared/package.json': JSON.stringify({ name: '@acme/shared', type: 'module', exports: './stamped/index.ts' }) }

/** The app with the custom build in each service. */
async function custom(more = {}) {
  const at = app({ ...PACKAGE, ...more })
  await done(at, ['linestamp', 'inject', 'src', '--out-dir', 'stamped'], { cwd: at.path('packages/shared') })
  for (const name of SERVICES) {
    at.edit(`services/${name}/wrangler.jsonc`, (text) => {
      const { main, ...rest } = JSON.parse(text)
      const build = { command: COMMAND }
      return JSON.stringify({ ...rest, main: main.replace('src/', '.linestamp/'), build }, null, 2)
    })
  }
  return at
}

const dryRun = (name, out) => ['wrangler', 'deploy', '--dry-run', '--outdir', out, '-c', `services/${name}/wrangler.jsonc`]

test('a dry run holds right stamps and a map back to the sources', async () => {
  const at = await custom()
  const out = at.path('services/http/dist')
  await done(at, dryRun('http', out))
  const bundle = readFileSync(`${out}/http.js`, 'utf8')
  const stamps = [...bundle.matchAll(/message: "([^"]+)",\s+source_location: "([^"]+)"/g)]
  assert.equal(stamps.length, 3)
  for (const [, message, stamp] of stamps) assert.equal(stamp, placeOf(at, message))
  const { sources, sourcesContent } = JSON.parse(readFileSync(`${out}/http.js.map`, 'utf8'))
  for (const name of ['src/http.ts', 'src/lib/greeting.ts']) {
    const index = sources.findIndex((source) => source.endsWith(name))
    assert.equal(sourcesContent[index], readFileSync(at.path(`services/http/${name}`), 'utf8'), name)
  }
  const said = await done(at, ['linestamp', 'verify', out])
  assert.match(said, /3 stamped/)
})

test('three workers in dev: right lines, and new ones after an edit', async () => {
  const at = await custom()
  const server = start(at, dev(at, await freePort()))
  const url = await address(server)
  judge(at, await ask(url))
  const before = statSync(at.path('services/http/.linestamp/lib/greeting.ts')).mtimeMs
  at.edit('services/http/src/http.ts', (text) => `// One.\n// Two.\n${text}`)
  const moved = placeOf(at, 'a request came in')
  await until(async () => (await ask(url)).some(({ source_location }) => source_location === moved))
  judge(at, await ask(url))
  assert.equal(statSync(at.path('services/http/.linestamp/lib/greeting.ts')).mtimeMs, before)
})

test('what would stay unstamped fails the build, with its remedy', async () => {
  const at = await custom()
  at.put({ 'packages/shared/package.json': PACKAGE['packages/shared/package.json'].replace('stamped', 'src') })
  const { code, output } = await run(at, dryRun('http', at.path('dist')))
  assert.notEqual(code, 0)
  assert.match(output, /stamps packages too/)
  assert.match(output, /packages\/shared\/src\/audit\.ts:9:18/)
  assert.ok(!existsSync(at.path('dist')))
})

test('vitest does not run the tests of the copy', async () => {
  const at = await custom({
    'services/http/src/lib/greeting.test.ts': `import { expect, it } from 'vitest'\nimport { greet } from './greeting'
it('greets', async () => {\n  expect((await greet({ LOGS: { write: async () => {} } } as never)).text).toBe('hello')\n})\n`,
  })
  await done(at, ['linestamp', 'inject', 'src', '--out-dir', '.linestamp', '--wrangler'], { cwd: at.path('services/http') })
  assert.ok(existsSync(at.path('services/http/.linestamp/lib/greeting.ts')))
  const said = await done(at, ['vitest', 'run', '--root', at.folder, '--reporter', 'verbose'])
  assert.match(said, /Test Files\s+1 passed/)
})
