// Wrangler's custom build: `linestamp inject src --out-dir .linestamp --wrangler` as `[build] command`.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { test } from 'node:test'

import { hit } from './inspector.mjs'
import { address, app, ask, dev, done, freePort, judge, placeOf, run, start, until } from './support.mjs'

/** The linked package writes its record in a file that is stamped into a copy of its own. */
const PACKAGE = { 'packages/shared/package.json': JSON.stringify({ name: '@acme/shared', type: 'module', exports: './stamped/index.ts' }) }

/** The app with the custom build in each service, as `init` sets it up. */
async function custom(more = {}) {
  const at = app({ ...PACKAGE, ...more })
  await done(at, ['linestamp', 'inject', 'src', '--out-dir', 'stamped'], { cwd: at.path('packages/shared') })
  await done(at, ['linestamp', 'init'])
  return at
}

const dryRun = (name, out) => ['wrangler', 'deploy', '--dry-run', '--outdir', out, '-c', `services/${name}/wrangler.jsonc`]

test('a dry run holds right stamps and a map back to the sources', async () => {
  const at = await custom({ 'linestamp.toml': '[fields]\nsource_location = "{path}:{line}"\n' })
  const out = at.path('services/http/dist')
  await done(at, dryRun('http', out))
  const bundle = readFileSync(`${out}/http.js`, 'utf8')
  const stamps = [...bundle.matchAll(/message: "([^"]+)",\s+source_location: "([^"]+)"/g)]
  assert.equal(stamps.length, 3)
  for (const [, message, stamp] of stamps) assert.equal(stamp.split('/').at(-1), placeOf(at, message))
  const { sources, sourcesContent } = JSON.parse(readFileSync(`${out}/http.js.map`, 'utf8'))
  for (const name of ['src/http.ts', 'src/lib/greeting.ts']) {
    const index = sources.findIndex((source) => source.endsWith(name))
    assert.equal(sourcesContent[index], readFileSync(at.path(`services/http/${name}`), 'utf8'), name)
  }
  const said = await done(at, ['linestamp', 'verify', out])
  assert.match(said, /3 stamped/)
})

test('imports by every other name lead into the copy', async () => {
  const names = ['~/lib/paths', 'src/lib/base', '#lib/imports', '@acme/names/own', './lib/relative.js', 'wrangler-alias', './deep/nested']
  const log = (name) => `export const log = (env: any) => env.LOGS.write({ message: 'by ${name}' })\n`
  const lines = names.map((name, index) => `import { log as log${index} } from '${name}'\n`)
  const calls = names.map((_, index) => `  log${index}(env)\n`)
  const at = app({
    'base.json': '{ "compilerOptions": { "paths": { "~/*": ["${configDir}/src/*"] } } }',
    'services/names/wrangler.toml': `name = "names"
main = "src/main.ts"
compatibility_date = "2026-10-01"
tsconfig = "tsconfig.worker.json" # not the nearest one
alias = { wrangler-alias = "./.linestamp/lib/alias.ts" }
`,
    'services/names/tsconfig.worker.json': '{ "extends": ["../../base.json"], "compilerOptions": { "baseUrl": "." }, /* no more */ }',
    'services/names/package.json': JSON.stringify({
      name: '@acme/names',
      imports: { '#lib/*': { node: './no.js', default: './src/lib/*.ts' } },
      exports: { './own': './src/lib/own.ts' },
    }),
    'services/names/src/main.ts': `${lines.join('')}export default { fetch: (_: Request, env: any) => {\n${calls.join('')}} }\n`,
    'services/names/src/deep/nested.ts': log('nested'),
    ...Object.fromEntries(['paths', 'base', 'imports', 'own', 'relative', 'alias'].map((name) => [`services/names/src/lib/${name}.ts`, log(name)])),
  })
  await done(at, ['linestamp', 'init', 'services/names'])
  const out = at.path('services/names/dist')
  // Wrangler finds a `tsconfig` only from the service's own folder.
  await done(at, ['wrangler', 'deploy', '--dry-run', '--outdir', out], { cwd: at.path('services/names') })
  const bundle = readFileSync(`${out}/main.js`, 'utf8')
  assert.equal(bundle.match(/source_location: "\w+\.ts:1"/g)?.length, names.length)
  assert.match(await done(at, ['linestamp', 'verify', out]), /7 stamped/)
})

test('three workers in dev: right lines, new ones after an edit, a breakpoint is hit', async () => {
  const at = await custom()
  const port = await freePort()
  const server = start(at, dev(at, port))
  const url = await address(server)
  judge(at, await ask(url))
  const before = statSync(at.path('services/http/.linestamp/lib/greeting.ts')).mtimeMs
  at.edit('services/http/src/http.ts', (text) => `// One.\n// Two.\n${text}`)
  const moved = placeOf(at, 'a request came in')
  await until(async () => (await ask(url)).some(({ source_location }) => source_location === moved))
  judge(at, await ask(url))
  assert.equal(statSync(at.path('services/http/.linestamp/lib/greeting.ts')).mtimeMs, before)

  const line = Number(moved.split(':')[1])
  const place = { bundle: '/http.js', file: 'services/http/src/http.ts', line }
  const { breakpointId, original, paused } = await hit(port, place, {
    ask: () => ask(url),
    edit: () => at.edit('services/http/src/http.ts', (text) => `${text}// once more\n`),
  })
  assert.equal(original, readFileSync(at.path('services/http/src/http.ts'), 'utf8'))
  assert.deepEqual(paused.hitBreakpoints, [breakpointId])
  assert.equal(paused.callFrames[0].functionName, 'fetch')
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
  const TEST = `import { expect, it } from 'vitest'
import { greet } from './greeting'
it('greets', async () => {
  expect((await greet({ LOGS: { write: async () => {} } } as never)).text).toBe('hello')
})
`
  const at = app({ 'services/http/src/lib/greeting.test.ts': TEST })
  // Not set up, so its exit status is another's matter; the copy is made all the same.
  await run(at, ['linestamp', 'inject', 'src', '--out-dir', '.linestamp', '--wrangler'], { cwd: at.path('services/http') })
  assert.ok(existsSync(at.path('services/http/.linestamp/lib/greeting.ts')))
  const vitest = () => done(at, ['vitest', 'run', '--root', at.folder])
  assert.match(await vitest(), /Test Files\s+1 passed/)
  // It does look there.
  at.put({ 'services/http/.linestamp/lib/greeting.test.ts': TEST })
  assert.match(await vitest(), /Test Files\s+2 passed/)
})
