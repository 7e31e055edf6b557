// The wasm that takes over where no binary fits: the same as the addon, in Node and in a browser.

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { chromium } from 'playwright-core'

import { executable } from '../chromium.mjs'
import { judge, project, SOURCES } from './support.mjs'

const require = createRequire(import.meta.url)
const here = dirname(fileURLToPath(import.meta.url))
const installed = dirname(require.resolve('linestamp/package.json'))
const STAMPS = ['main.ts:11', 'main.ts:13', 'later.ts:8']

/** Runs a script in `tests/hosts` and gives back what it prints; `LINESTAMP_WASM=1` unless said otherwise. */
async function run(words, env = { LINESTAMP_WASM: '1' }, cwd = here) {
  const child = spawn(process.execPath, words, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let [said, complained] = ['', '']
  child.stdout.on('data', (chunk) => (said += chunk))
  child.stderr.on('data', (chunk) => (complained += chunk))
  const status = await new Promise((resolve) => child.once('close', resolve))
  assert.equal(status, 0, complained)
  return said
}

const evaluate = (code, ...more) => run(['--input-type=module', '--eval', code], ...more)

test('every fixture: code, map, sites, plans and messages are those of the addon', async () => {
  const { folder } = project()
  const words = ['answers.mjs', folder]
  const [addon, wasm] = [JSON.parse(await run(words, {})), JSON.parse(await run(words))]
  assert.ok(Object.keys(addon).length > 150)
  for (const [name, answer] of Object.entries(addon)) assert.deepEqual(wasm[name], answer, name)
  assert.deepEqual(Object.keys(wasm), Object.keys(addon))
})

test('what is wrong is said as the addon says it', async () => {
  const code = `
import { engine, Project, transform, transformAsync } from 'linestamp'
const told = (work) => { try { return work() } catch ({ code, message }) { return { code, message } } }
const said = [
  told(() => transform('', { path: 'a.ts', targets: [] })),
  told(() => transform('', { path: '/etc/a.ts' })),
  told(() => transform(Buffer.from([0xff]), { path: 'a.ts' })),
  told(() => transform(Buffer.from("env.LOGS.write({})"), { path: 'a.ts' })),
  told(() => new Project({ cwd: process.env.AT })),
  told(() => new Project({ cwd: process.env.AT, config: 'none.toml' })),
  told(() => new Project({ cwd: process.env.AT, config: 'right.toml' }).transformFile(process.env.AT + '/none.ts').message),
  await transformAsync('env.LOGS.write({})', { path: 'a.ts' }),
]
console.log(JSON.stringify({ engine, said }))`
  const { folder: AT } = project({ 'linestamp.toml': '\nextt = []\n', 'right.toml': '' })
  const [addon, wasm] = (await Promise.all([evaluate(code, { AT }), evaluate(code, { AT, LINESTAMP_WASM: '1' })])).map(JSON.parse)
  assert.deepEqual([addon.engine, wasm.engine], ['addon', 'wasm'])
  assert.deepEqual(wasm.said, addon.said)
})

test('links are followed, and a file outside the root goes by its package', async () => {
  const at = project({
    'app/linestamp.toml': "[fields]\nat = '{path}:{line}'\n",
    'shared/package.json': '{ "name": "@acme/shared" }',
    'shared/log.ts': 'env.LOGS.write({})\n',
  })
  mkdirSync(at.path('app/node_modules/@acme'), { recursive: true })
  symlinkSync(at.path('shared'), at.path('app/node_modules/@acme/shared'), 'junction')
  symlinkSync('app', at.path('link'), 'junction')
  const code = `
import { Project } from 'linestamp'
const here = new Project({ cwd: process.env.AT })
const done = here.transformFile(process.env.AT + '/node_modules/@acme/shared/log.ts')
console.log(JSON.stringify([here.root, done.path, done.code]))`
  const env = { AT: at.path('link') }
  const [addon, wasm] = await Promise.all([evaluate(code, env), evaluate(code, { ...env, LINESTAMP_WASM: '1' })])
  assert.equal(wasm, addon)
  assert.deepEqual(JSON.parse(wasm), [at.path('app'), '@acme/shared/log.ts', "env.LOGS.write({at: '@acme/shared/log.ts:1'})\n"])
})

test('a text that nests too deep is told as the addon tells it, and the next one is stamped', async () => {
  const code = `
import { Project, transform } from 'linestamp'
const deep = (levels) => 'env.LOGS.write({ a: ' + '('.repeat(levels) + '1' + ')'.repeat(levels) + ' })'
const here = new Project({ cwd: process.env.AT })
const id = process.env.AT + '/a.ts'
const all = []
for (const levels of JSON.parse(process.env.LEVELS)) {
  all.push(transform(deep(levels), { path: 'a.ts' }))
  all.push(here.transform(deep(levels), id))
  all.push(here.transform('env.LOGS.write({})', id))
}
console.log(JSON.stringify(all))`
  const { folder: AT } = project()
  const asked = async (more) => JSON.parse(await evaluate(code, { AT, ...more }))
  const LEVELS = '[1000000]'
  const addon = await asked({ LEVELS })
  assert.deepEqual(addon[0].diagnostics.map(({ code }) => code), ['nested-too-deep'])
  assert.deepEqual(await asked({ LEVELS, LINESTAMP_WASM: '1' }), addon)
  // This many have room on the addon's stack, if it is optimised.
  const [alone, module, next] = await asked({ LEVELS: '[100000]', LINESTAMP_WASM: '1' })
  assert.deepEqual([alone.diagnostics[0].code, module.diagnostics[0].code], ['nested-too-deep', 'nested-too-deep'])
  assert.equal(next.code, "env.LOGS.write({source_location: 'a.ts:1'})")
})

test('a text on which the parser panics is told as the addon tells it', async () => {
  const code = `
import { transform } from 'linestamp'
const stamped = () => transform('env.LOGS.write({})', { path: 'a.ts' })
console.log(JSON.stringify([transform('env.LOGS.write({ a: <a:b.c/> })', { path: 'a.tsx' }), stamped()]))`
  const [addon, wasm] = (await Promise.all([evaluate(code, {}), evaluate(code)])).map(JSON.parse)
  assert.equal(addon[0].diagnostics[0].message, 'the parser gave up on this file')
  assert.deepEqual(wasm, addon)
})

for (const host of ['rollup', 'rolldown', 'vite', 'webpack', 'rspack']) {
  test(`${host}: a build with the wasm has its lines`, async () => {
    const at = project(SOURCES)
    const code = `
import { hosts } from './builds.mjs'
const { bundle, warnings } = await hosts[process.env.HOST]({ folder: process.env.AT, path: (name) => process.env.AT + '/' + name }, {})
console.log(JSON.stringify({ bundle, warnings }))
process.exit()`
    const said = await evaluate(code, { AT: at.folder, HOST: host, LINESTAMP_WASM: '1' })
    const { bundle, warnings } = JSON.parse(said.trim().split('\n').at(-1))
    assert.deepEqual(warnings, [])
    assert.deepEqual(judge(bundle).map(({ stamp }) => stamp), STAMPS)
  })
}

test('esbuild: a build with the wasm has its lines', async () => {
  const at = project(SOURCES)
  const code = `
import { build } from 'esbuild'
import linestamp from 'linestamp/esbuild'
await build({
  absWorkingDir: process.env.AT, entryPoints: ['src/main.ts'], outfile: 'out/main.mjs', bundle: true, format: 'esm',
  platform: 'node', sourcemap: true, plugins: [linestamp({ cwd: process.env.AT, strict: true })],
})`
  await evaluate(code, { AT: at.folder, LINESTAMP_WASM: '1' })
  assert.deepEqual(judge(at.path('out/main.mjs')).map(({ stamp }) => stamp), STAMPS)
})

test('the transformer of TypeScript and the hook of Node stamp with the wasm', async () => {
  const code = `
import ts from 'typescript'
import linestamp from 'linestamp/typescript'
const transformers = { before: [linestamp({ cwd: process.env.AT })] }
console.log(ts.transpileModule('\\nenv.LOGS.write({ a: 1 })', { fileName: 'a.ts', transformers }).outputText)`
  const at = project({ 'main.mjs': "const env = { LOGS: { write: (record) => console.log(record.source_location) } }\nenv.LOGS.write({})\n" })
  assert.match(await evaluate(code, { AT: at.folder, LINESTAMP_WASM: '1' }), /a: 1, source_location: 'a\.ts:2'/)
  const hook = join(installed, 'dist/register.cjs')
  assert.equal(await run(['--import', hook, 'main.mjs'], { LINESTAMP_WASM: '1' }, at.folder), 'main.mjs:2\n')
})

test('where no binary fits, the package loads the wasm by itself, and the command line says what to do', async () => {
  const at = project()
  const copy = at.path('node_modules/linestamp')
  cpSync(installed, copy, { recursive: true, filter: (from) => !from.endsWith('.node') })
  const code = `
import { engine, transform } from 'linestamp'
console.log(engine, transform('env.LOGS.write({})', { path: 'a.ts' }).code)`
  const env = { LINESTAMP_WASM: '' }
  assert.equal(await evaluate(code, env, at.folder), "wasm env.LOGS.write({source_location: 'a.ts:1'})\n")
  const { status, stderr } = spawnSync(process.execPath, [join(copy, 'bin/linestamp.js'), 'inject'], { encoding: 'utf8', env: { ...process.env, ...env } })
  assert.equal(status, 2)
  assert.match(stderr, /^linestamp: the command line is not part of the wasm.*; build one .* `cargo install/)
  // Nothing is hidden where neither is there.
  rmSync(join(copy, 'linestamp.wasm'))
  await assert.rejects(evaluate(code, env, at.folder), /linestamp\.wasm/)
})

/** A server of a folder's files, on any free port. */
async function serve(folder) {
  const script = 'text/javascript; charset=utf-8'
  const types = { '.js': script, '.mjs': script, '.wasm': 'application/wasm' }
  const server = createServer(({ url }, response) => {
    try {
      const body = readFileSync(join(folder, url === '/' ? 'index.html' : url.replace(/\?.*/, '')))
      response.writeHead(200, { 'content-type': types[extname(url)] ?? 'text/html; charset=utf-8' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => server.close())
  return `http://127.0.0.1:${server.address().port}`
}

/** What a page says in `window.said`. */
async function visit(address) {
  const browser = await chromium.launch({ ...executable(), args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    const troubles = []
    page.on('pageerror', (error) => troubles.push(error.message))
    await page.goto(address)
    await page.waitForFunction(() => globalThis.said !== undefined || globalThis.failed !== undefined)
    const [said, failed] = await page.evaluate(() => [globalThis.said, globalThis.failed])
    assert.deepEqual([troubles, failed], [[], undefined])
    return said
  } finally {
    await browser.close()
  }
}

const PAGE = `
import init, { transform } from 'linestamp'
const told = (work) => { try { return work() } catch ({ message }) { return message } }
const early = told(() => transform('', { path: 'a.ts' }))
const levels = 100_000
const deep = 'env.LOGS.write({ a: ' + '('.repeat(levels) + '1' + ')'.repeat(levels) + ' })'
const stamped = () => transform('env.LOGS.write({ é: "😀" })', { path: 'src/a.ts' })
try {
  const all = []
  for (const wasm of sources) {
    await init(await wasm())
    all.push(stamped().code, transform(deep, { path: 'a.ts' }).diagnostics[0].code, stamped().code)
  }
  globalThis.said = { early, all, wrong: told(() => transform('', { path: 'a.ts', targets: [] })) }
} catch (error) {
  globalThis.failed = String(error.stack)
}
`
const STAMPED = `env.LOGS.write({ é: "😀", source_location: "a.ts:1" })`
const ROUND = [STAMPED, 'nested-too-deep', STAMPED]

test('in Chromium: the wasm beside the module, an address, bytes, and a compiled module', async () => {
  const html = `<script type="importmap">{ "imports": { "linestamp": "/linestamp/dist/browser.mjs" } }</script><script type="module">
const address = '/linestamp/linestamp.wasm'
const bytes = async () => (await fetch(address)).arrayBuffer()
const sources = [() => undefined, () => address, () => new URL(address, location.href), bytes, async () => WebAssembly.compile(await bytes())]
${PAGE}</script>`
  const at = project({ 'index.html': html })
  cpSync(installed, at.path('linestamp'), { recursive: true })
  const { early, all, wrong } = await visit(await serve(at.folder))
  assert.match(early, /await init\(\)/)
  assert.match(wrong, /unknown field `targets`/)
  assert.deepEqual(all, Array.from({ length: 5 }, () => ROUND).flat())
})

test('in Chromium: as Vite bundles it, and webpack', async () => {
  const at = project({
    'index.html': '<script type="module" src="/src/main.js"></script>',
    'src/main.js': `const sources = [() => undefined]\n${PAGE.replace(/(import .*\n)/, '')}`.replace(/^/, "import init, { transform } from 'linestamp'\n"),
    'package.json': '{ "type": "module" }',
  })
  symlinkSync(join(here, 'node_modules'), at.path('node_modules'), 'junction')
  const vite = await import('vite')
  await vite.build({ root: at.folder, configFile: false, logLevel: 'silent', build: { outDir: 'vite', target: 'es2022' } })
  assert.deepEqual((await visit(await serve(at.path('vite')))).all, ROUND)
  const { default: webpack } = await import('webpack')
  const output = { path: at.path('webpack'), filename: 'main.js' }
  const compiler = webpack({ context: at.folder, entry: './src/main.js', mode: 'production', output, experiments: { outputModule: false } })
  const stats = await new Promise((resolve, reject) => compiler.run((error, stats) => (error ? reject(error) : resolve(stats))))
  assert.deepEqual(stats.toJson({ all: false, errors: true }).errors, [])
  at.put({ 'webpack/index.html': '<script defer src="/main.js"></script>' })
  assert.deepEqual((await visit(await serve(at.path('webpack')))).all, ROUND)
})
