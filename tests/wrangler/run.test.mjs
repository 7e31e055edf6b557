// `linestamp run -- wrangler …`: nothing in the project says that it is stamped.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

import { originalPositionFor, sourceContentFor, TraceMap } from '@jridgewell/trace-mapping'

import { hit } from './inspector.mjs'
import { address, app, ask, dev, done, freePort, judge, placeOf, RECORDS, run, start, until } from './support.mjs'

const stamping = (...command) => ['linestamp', 'run', '--', ...command]
const dryRun = (at, service, ...more) =>
  ['wrangler', 'deploy', '--dry-run', '--outdir', at.path(`out/${service}`), '-c', `services/${service}/wrangler.jsonc`, ...more]

test('a dry run of each worker holds its stamps, and maps back to the originals', async () => {
  const at = app()
  for (const service of ['http', 'executor']) await done(at, stamping(...dryRun(at, service)))
  const bundles = ['http', 'executor'].map((service) => at.path(`out/${service}/${service}.js`))
  const found = bundles.flatMap((bundle) => {
    const code = readFileSync(bundle, 'utf8')
    const map = new TraceMap(readFileSync(`${bundle}.map`, 'utf8'))
    return [...code.matchAll(/message: "([^"]*)",\s*source_location: "([^"]*)"/g)].map(({ index, 1: message, 2: stamp }) => {
      const lines = code.slice(0, index).split('\n')
      const { source, line } = originalPositionFor(map, { line: lines.length, column: lines.at(-1).length })
      const original = sourceContentFor(map, source)
      assert.ok(original.split('\n')[line - 1].includes(message), 'the map leads to the message')
      assert.doesNotMatch(original, /source_location:/)
      return { message, source_location: stamp }
    })
  })
  judge(at, found)
  assert.match(await done(at, ['linestamp', 'verify', 'out']), /4 stamped/)
})

test('three workers: each record over RPC has its line, an edit gives the new one, a breakpoint is hit', async () => {
  const at = app()
  const port = await freePort()
  const server = start(at, stamping(...dev(at, port)), { env: { NODE_OPTIONS: '--max-old-space-size=1024' } })
  const url = await address(server)
  judge(at, await ask(url))

  const message = 'an audit in the linked package'
  const before = placeOf(at, message)
  for (const file of ['packages/shared/src/audit.ts', 'services/executor/src/executor.ts', 'services/http/src/http.ts']) {
    at.edit(file, (text) => `// one line\n// and another\n${text}`)
  }
  assert.notEqual(placeOf(at, message), before)
  await until(async () => {
    // While a worker starts anew, a request may fail.
    const records = (await ask(url).catch(() => [])).slice(-RECORDS)
    return records.length === RECORDS && records.every((record) => record.source_location === placeOf(at, record.message))
  })

  const line = Number(placeOf(at, 'a request came in').split(':')[1])
  const place = { bundle: '/http.js', file: 'services/http/src/http.ts', line }
  const { breakpointId, original, paused } = await hit(port, place, {
    ask: () => ask(url),
    edit: () => at.edit('services/http/src/http.ts', (text) => `${text}// once more\n`),
  })
  assert.equal(original, readFileSync(at.path('services/http/src/http.ts'), 'utf8'))
  assert.deepEqual(paused.hitBreakpoints, [breakpointId])
  assert.equal(paused.callFrames[0].functionName, 'fetch')

  // As a terminal does it, to all at once.
  process.kill(-server.child.pid, 'SIGINT')
  const { output } = await server.ended
  assert.doesNotMatch(output, /linestamp run:/)
})

test('what builds nothing just runs, and the exit status is the command\'s', async () => {
  const at = app()
  assert.match(await done(at, stamping('wrangler', '--version')), /\d+\.\d+\.\d+/)
  assert.match(await done(at, stamping('wrangler', 'deploy', '--help')), /--dry-run/)
  assert.equal(await done(at, stamping('echo', 'hello')), 'hello\n')
  assert.equal((await run(at, stamping('node', '-e', 'process.exit(7)'))).code, 7)
  const tail = await run(at, stamping('wrangler', 'tail', '-c', 'services/http/wrangler.jsonc'))
  assert.notEqual(tail.code, 0, 'nobody is logged in')
  assert.doesNotMatch(tail.output, /linestamp run:/)
  const missing = await run(at, stamping('no-such-program'))
  assert.equal(missing.code, 2)
  assert.match(missing.output, /`no-such-program` does not start/)
})

test('a signal reaches the command, and the status says so', async () => {
  const at = app()
  const wait = "console.log('ready'); setInterval(() => {}, 1000)"
  const running = start(at, stamping('node', '-e', `process.on('SIGTERM', () => process.exit(3)); ${wait}`))
  await running.says(/ready/)
  running.child.kill('SIGTERM')
  assert.equal((await running.ended).code, 3)
  const killed = start(at, stamping('node', '-e', wait))
  await killed.says(/ready/)
  killed.child.kill('SIGINT')
  assert.equal((await killed.ended).code, 130)
})

test('a build that the hook did not reach fails, with the way out', async () => {
  const at = app()
  const cases = [
    [dryRun(at, 'logs', '--no-bundle'), /`wrangler deploy` ended without a bundle/],
    [['env', '-u', 'NODE_OPTIONS', ...dryRun(at, 'logs')], /Keep what it holds/],
    [['npm', 'run', 'build', '--silent'], /Keep what it holds/],
    [['node', 'sync.cjs'], /`buildSync`, which takes no plugins/],
    [['node', 'inlined.cjs'], /an esbuild of its own/],
    [['esbuild', 'services/logs/src/logs.ts', '--bundle', '--external:cloudflare:*', '--outfile=out/logs.js'], /esbuild's own command line/],
  ]
  at.put({
    'package.json': JSON.stringify({ scripts: { build: `NODE_OPTIONS=--no-warnings ${dryRun(at, 'logs').join(' ')}` } }),
    'sync.cjs': "require('esbuild').buildSync({ entryPoints: ['services/logs/src/logs.ts'], bundle: true, write: false, external: ['cloudflare:*'] })",
    // A tool whose own bundle has esbuild's interface in it.
    'inlined.cjs': `const module_ = { exports: {} }
process.env.ESBUILD_BINARY_PATH = require('node:path').join(require.resolve('esbuild/package.json'), '../bin/esbuild')
const text = require('node:fs').readFileSync(require.resolve('esbuild/lib/main.js'), 'utf8')
new Function('module', 'require', '__dirname', '__filename', text)(module_, require, __dirname, __filename)
module_.exports.build({ entryPoints: ['services/logs/src/logs.ts'], bundle: true, write: false, external: ['cloudflare:*'] })
`,
  })
  for (const [command, told] of cases) {
    const { code, output } = await run(at, stamping(...command))
    assert.notEqual(code, 0, output)
    assert.match(output, told, command.join(' '))
  }
})

test("wrangler's test harness, in a test runner's process, stamps too", async () => {
  const at = app({
    'harness.test.mjs': `import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { createTestHarness } from 'wrangler'
test('harness', async () => {
  const workers = ['http', 'executor', 'logs'].map((name) => ({ configPath: \`services/\${name}/wrangler.jsonc\` }))
  const harness = createTestHarness({ root: process.cwd(), workers })
  await harness.listen()
  const answer = await harness.fetch('http://acme/')
  writeFileSync('answer.json', await answer.text())
  await harness.close()
})
`,
  })
  await done(at, stamping('node', '--test', 'harness.test.mjs'))
  judge(at, JSON.parse(readFileSync(at.path('answer.json'), 'utf8')).records)
})

test('an esbuild that is imported, and one that has the plugin already, stamp once', async () => {
  const at = app({
    'build.mjs': `import { build } from 'esbuild'
import whole from 'esbuild'
import linestamp from 'linestamp/esbuild'
const settings = { entryPoints: ['services/http/src/http.ts'], bundle: true, external: ['cloudflare:*'] }
await build({ ...settings, outfile: 'out/named.js' })
await whole.build({ ...settings, outfile: 'out/whole.js' })
await build({ ...settings, outfile: 'out/twice.js', plugins: [linestamp()] })
`,
  })
  await done(at, stamping('node', 'build.mjs'))
  for (const name of ['named', 'whole', 'twice']) {
    assert.equal(readFileSync(at.path(`out/${name}.js`), 'utf8').match(/source_location:/g).length, 3)
  }
})

test('what is doubtful is a warning with its place, and fails a strict build', async () => {
  const at = app()
  at.edit('services/logs/src/logs.ts', (text) => `${text}\nexport const doubt = (other: any) => {\n  other.LOGS.write({})\n}\n`)
  const output = await done(at, stamping(...dryRun(at, 'logs')))
  assert.match(output, /may be a call of `env\.LOGS\.write`[^]*logs\.ts:\d+:2/)
  const { code, output: said } = await run(at, ['linestamp', 'run', '--strict', '--', ...dryRun(at, 'logs')])
  assert.equal(code, 1)
  assert.match(said, /ERROR[^]*may be a call/)
})

test('LINESTAMP=off builds as if nothing were there', async () => {
  const at = app()
  await done(at, stamping(...dryRun(at, 'http')), { env: { LINESTAMP: 'off' } })
  assert.ok(existsSync(at.path('out/http/http.js')))
  assert.doesNotMatch(readFileSync(at.path('out/http/http.js'), 'utf8'), /source_location/)
})
