// The plugin for `@swc/core`, in the newest and in the oldest version that it is for.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import * as newest from '@swc/core'
import * as oldest from 'swc-core-oldest'
import { Project } from 'linestamp'
import plugin from 'linestamp/swc'

import { fixtures } from './fixtures.mjs'
import { DOUBTFUL, judge, project, records, SOURCES } from './support.mjs'

const require = createRequire(import.meta.url)
const here = dirname(fileURLToPath(import.meta.url))
// Each host compiles the wasm once, which takes seconds.
const cacheRoot = project().folder
// A stamp moves the comments around it, which is no difference of the trees.
const minify = { compress: false, mangle: false, format: { comments: false } }
const typescript = { syntax: 'typescript', decorators: true }

/** The options of a project's build, as JSON could hold them. */
const settings = (plugins, { first = true, ...more } = {}) => ({
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'commonjs' },
  jsc: { parser: typescript, target: 'es2022', experimental: { cacheRoot, plugins, runPluginFirst: first } },
  ...more,
})

/** Compiles each of a project's modules into `out`, and gives back the path of the main one. */
function build(swc, at, plugins, options) {
  mkdirSync(at.path('out'), { recursive: true })
  for (const name of readdirSync(at.path('src'))) {
    const { code } = swc.transformFileSync(at.path(`src/${name}`), settings(plugins, options))
    writeFileSync(at.path(`out/${basename(name, '.ts')}.js`), code)
  }
  return at.path('out/main.js')
}

/** What a program of a few lines says when a Node of its own runs it: the plugin speaks to stderr. */
function said(at, swc, text, filename, options, given = {}) {
  const program = `
    const { transformSync } = require(${JSON.stringify(require.resolve(swc))})
    const [text, options] = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
    try { process.stdout.write(transformSync(text, options).code) }
    catch (error) { process.stdout.write(String(error.message)) }`
  const input = JSON.stringify([text, { ...settings([plugin({ cwd: at.folder, ...given })], options), filename }])
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { cwd: at.folder, input, encoding: 'utf8' })
  return { code: stdout, stderr }
}

for (const [version, swc] of Object.entries({ newest, oldest })) {
  const name = version === 'newest' ? '@swc/core' : 'swc-core-oldest'
  const host = `@swc/core ${require(`${name}/package.json`).version}`

  test(`${host}: each record has its line, and maps map back`, () => {
    const at = project(SOURCES)
    const stamps = judge(build(swc, at, [plugin({ cwd: at.folder })])).map(({ stamp }) => stamp)
    assert.deepEqual(stamps, ['main.ts:11', 'main.ts:13', 'later.ts:8'])
  })

  test(`${host}: over all fixtures, the tree is that of the stamped text`, () => {
    let [compared, stamped] = [0, 0]
    for (const { name, text, path, refresh, config } of fixtures()) {
      const at = project({ 'linestamp.toml': config })
      const jsx = /x$/.test(path)
      const parser = /\.[mc]?jsx?$/.test(path) ? { syntax: 'ecmascript', jsx: true } : { ...typescript, tsx: jsx }
      const print = (text, plugins) => {
        const jsc = { parser, target: 'esnext', minify, experimental: { cacheRoot, plugins, runPluginFirst: true } }
        return swc.transformSync(text, { filename: at.path(path), swcrc: false, isModule: 'unknown', minify: true, jsc }).code
      }
      const project_ = new Project({ cwd: at.folder, refresh })
      const code = project_.transform(text, at.path(path))?.code ?? text
      let expected
      try {
        expected = print(code, [])
      } catch {
        continue // Not in this host's grammar.
      }
      assert.equal(print(text, [plugin({ cwd: at.folder, refresh })]), expected, name)
      compared += 1
      if (code !== text) stamped += 1
    }
    console.log(`# ${compared} fixtures compared, ${stamped} with stamps`)
    assert.ok(compared > 250 && stamped > 150, `${compared} compared, ${stamped} with stamps`)
  })

  test(`${host}: what is doubtful is said with its place, or an error`, () => {
    const at = project(SOURCES)
    const { code, stderr } = said(at, name, DOUBTFUL, at.path('src/main.ts'))
    assert.match(code, /source_location: 'main\.ts:7'/)
    assert.match(stderr, /linestamp: src\/main\.ts:5:3: this may be a call of `env\.LOGS\.write`/)
    assert.match(stderr, /5 \| {3}bindings\.LOGS\.write\(/)
    const strict = said(at, name, DOUBTFUL, at.path('src/main.ts'), {}, { strict: true })
    assert.match(strict.code, /this may be a call of `env\.LOGS\.write`/)
    assert.match(strict.code, /bindings\.LOGS\.write\(/)
  })

  test(`${host}: a plugin that runs too late says what it cannot see, and writes no wrong line`, () => {
    const at = project(SOURCES)
    const typed = "interface Gone {}\nfunction f(logs: Env['LOGS']) {\n  logs.write({})\n}\nenv.LOGS.write({})\n"
    const late = said(at, name, typed, at.path('src/a.ts'), { first: false })
    assert.match(late.stderr, /src\/a\.ts:3:14: the tree is no longer that of the text: this record gets no stamp/)
    assert.match(late.stderr, /set `jsc\.experimental\.runPluginFirst` to true/)
    assert.match(late.code, /source_location: 'a\.ts:5'/)
    assert.doesNotMatch(late.code, /a\.ts:[1-4]/)
    const parenthesised = '(env.LOGS.write as any)\n({})\n'
    const wrong = said(at, name, parenthesised, at.path('src/a.ts'), { first: false })
    assert.doesNotMatch(wrong.code, /a\.ts:1/)
    const right = said(at, name, parenthesised, at.path('src/a.ts'))
    assert.match(right.code, /a\.ts:2/)
    assert.equal(right.stderr, '')
  })
}

test('files have the names that the other tools give them', () => {
  const at = project({ 'linestamp.toml': "[fields]\nat = '{path}:{line}'\n" })
  const [wasm, options] = plugin({ cwd: at.folder, packages: ['@acme/log'] })
  const stamp = (filename, more = {}) => {
    const { code } = newest.transformSync('env.LOGS.write({})', { ...settings([[wasm, { ...options, ...more }]]), filename, sourceMaps: false })
    return /at: '(.*)'/.exec(code)?.[1]
  }
  assert.equal(stamp(at.path('src/a.ts')), 'src/a.ts:1')
  assert.equal(stamp(`${at.path('src/a.ts')}?v=1#x`), 'src/a.ts:1')
  assert.equal(stamp(at.path('src/a.ts'), { root: at.path('src') }), 'a.ts:1')
  assert.equal(stamp(join(dirname(at.folder), 'elsewhere/src/a.ts')), 'a.ts:1')
  assert.equal(stamp(at.path('node_modules/@acme/log/a.ts')), 'node_modules/@acme/log/a.ts:1')
  assert.equal(stamp(at.path('node_modules/other/a.ts')), undefined)
  assert.equal(stamp(at.path('src/a.d.ts')), undefined)
  assert.equal(stamp(at.path('src/a.ts'), { exclude: ['src'] }), undefined)
})

test('@swc/cli with .swcrc: the tree is that of the command line', () => {
  const at = project(SOURCES)
  const { sourceMaps, module, jsc } = settings([plugin({ cwd: at.folder })])
  at.put({ '.swcrc': JSON.stringify({ sourceMaps, module, jsc }) })
  const swc = (...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [require.resolve('@swc/cli/bin/swc.js'), ...args], { cwd: at.folder, encoding: 'utf8' })
    assert.equal(status, 0, stdout + stderr)
  }
  swc('src', '-d', 'out', '--strip-leading-paths')
  judge(at.path('out/main.js'))
  const bin = join(dirname(require.resolve('linestamp/package.json')), 'bin/linestamp.js')
  const done = spawnSync(process.execPath, [bin, 'inject', 'src', '--out-dir', 'stamped'], { cwd: at.folder, encoding: 'utf8' })
  assert.equal(done.status, 0, done.stderr)
  at.put({ '.swcrc': JSON.stringify({ module, jsc: { ...jsc, experimental: { cacheRoot } } }) })
  swc('stamped', '-d', 'expected', '--strip-leading-paths')
  const text = (folder, name) => readFileSync(at.path(`${folder}/${name}`), 'utf8').replace(/\n\/\/# sourceMappingURL=.*/, '')
  for (const name of readdirSync(at.path('expected'))) assert.equal(text('out', name), text('expected', name), name)
})

test('a .swcrc without the entry names the wasm by its package', () => {
  const at = project(SOURCES)
  const plugins = [['linestamp/linestamp_swc_plugin.wasm', { fields: { at: '{file}:{line}' } }]]
  const { code } = newest.transformSync('env.LOGS.write({})', { ...settings(plugins), filename: join(here, 'a.ts'), sourceMaps: false })
  assert.match(code, /at: 'a\.ts:1'/)
  assert.equal(records(build(newest, at, plugins)).length, 3)
})

test('what is wrong is said', () => {
  const at = project()
  const [wasm] = plugin({ cwd: at.folder })
  const transform = (options, filename) => newest.transformSync('env.LOGS.write({})', { ...settings([[wasm, options]]), filename })
  assert.throws(() => transform({ targets: [] }, at.path('a.ts')), /linestamp: options: unknown field `targets`/)
  assert.throws(() => plugin({ cwd: at.folder, targets: [] }), /unknown field `targets`/)
  assert.throws(() => transform({ strict: true }), /without a file name/)
})

test('a host of another version is refused, and LINESTAMP=off passes everything', () => {
  const at = project()
  const installed = (version) => at.put({ 'node_modules/@swc/core/package.json': JSON.stringify({ version }) })
  installed('1.15.47')
  assert.throws(() => plugin({ cwd: at.folder }), /the plugin is for @swc\/core from 1\.16 to below 1\.17, and this is 1\.15\.47/)
  installed('1.16.3')
  process.env.LINESTAMP = 'off'
  try {
    const { code } = newest.transformSync('env.LOGS.write({})', { ...settings([plugin({ cwd: at.folder })]), filename: at.path('a.ts') })
    assert.doesNotMatch(code, /a\.ts:1/)
  } finally {
    delete process.env.LINESTAMP
  }
})
