import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { Project, transform, transformAsync } from 'linestamp'

import { project, SOURCES } from './support.mjs'

const require = createRequire(import.meta.url)
const folder = dirname(require.resolve('linestamp/package.json'))
const bin = join(folder, require('linestamp/package.json').bin.linestamp)

const cli = (args, options = {}) =>
  spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', ...options })

test('offsets and columns count UTF-16 code units', () => {
  const code = "'😀é'; env.LOGS.write({ a: 1 }); x.LOGS.write({})"
  const { sites: [site, other], diagnostics: [doubt] } = transform(code, { path: 'src/a.ts' })
  assert.equal(code.slice(site.offset, site.offset + 5), 'write')
  assert.equal(site.column, site.offset + 1)
  const [record] = site.records
  assert.equal(code.slice(record.start, record.end), '{ a: 1 }')
  assert.equal(record.stamp, 'a.ts:1')
  assert.equal(other.records[0].outcome, 'ambiguous')
  assert.equal(code.slice(doubt.start, doubt.end), 'x.LOGS.write')
  assert.equal(doubt.lineText.slice(doubt.markStart, doubt.markEnd), 'x.LOGS.write')
})

test('strings and buffers, at once and later, give the same', async () => {
  const code = 'env.LOGS.write({})\n'
  const options = { path: 'src/a.ts', fields: { at: '{path}:{line}' } }
  const done = transform(code, options)
  assert.equal(done.code, "env.LOGS.write({at: 'src/a.ts:1'})\n")
  assert.deepEqual(transform(Buffer.from(code), options), done)
  assert.deepEqual(await transformAsync(code, options), done)
  const nothing = transform('let a\n', options)
  assert.deepEqual(nothing, { path: 'src/a.ts', code: null, map: null, sites: [], diagnostics: [] })
})

test('what is wrong is said', () => {
  assert.throws(() => transform('', { path: 'a.ts', targets: [] }), /unknown field `targets`/)
  assert.throws(() => transform('', { path: '/etc/a.ts' }), /relative to the project's root/)
  assert.throws(() => transform('', { path: 'a.ts', target: [{ call: 'a b' }] }), /not a call/)
  const { diagnostics: [broken] } = transform('env.LOGS.write({', { path: 'a.ts' })
  assert.equal(broken.severity, 'error')
  const at = project({ 'linestamp.toml': '\nextt = []\n' })
  assert.throws(() => new Project({ cwd: at.folder }), /linestamp\.toml:2:1: unknown key `extt`/)
})

test('a project knows its configuration and the names of its modules', () => {
  const at = project({ 'linestamp.toml': "extends = 'base.toml'\n", 'base.toml': "[fields]\nat = '{path}:{line}'\n" })
  const here = new Project({ cwd: at.folder })
  assert.deepEqual(here.files, [at.path('linestamp.toml'), at.path('base.toml')])
  assert.equal(here.mayHoldSites('let a'), false)
  const stamp = (id) => here.transform('env.LOGS.write({})', id)?.sites[0].records[0].stamp
  assert.equal(stamp(at.path('src/a.ts')), 'src/a.ts:1')
  assert.equal(stamp(`${at.path('src/a.ts')}?v=1#x`), 'src/a.ts:1')
  assert.equal(stamp('\0virtual:log'), 'virtual:log:1')
  assert.equal(stamp(at.path('src/a.css')), undefined)
  assert.equal(stamp(at.path('node_modules/b/a.ts')), undefined)
})

test('a plan speaks of a tree, in UTF-16 code units', () => {
  const at = project()
  const code = "'😀é'; env.LOGS.write({ a: 1 }); env.LOGS.write(x); env.LOGS.write({ ...x })"
  const { field, quote, edits } = new Project({ cwd: at.folder }).plan(code, at.path('src/a.ts'))
  assert.deepEqual([field, quote], ['source_location', "'"])
  assert.deepEqual(edits.map(({ kind, start, end, first, value }) => [kind, code.slice(start, end), first, value]), [
    ['stamp', '{ a: 1 }', false, 'a.ts:1'],
    ['wrap', 'x', true, 'a.ts:1'],
    ['stamp', '{ ...x }', true, 'a.ts:1'],
  ])
})

test('the content filter misses no spelling of a name', () => {
  const filter = new RegExp(new Project({ cwd: project().folder }).codeFilter)
  for (const name of ['LOGS', 'L\\u004fGS', 'L\\u{04F}GS', "'L\\x4fGS'", "'LO\\\nGS'", "'\\L\\117GS'"]) {
    assert.match(`env.${name}.write({})`, filter)
  }
  assert.match('/* @linestamp */', filter)
  assert.doesNotMatch('env.LOG.write({})', filter)
})

test('the command line is the command line', () => {
  const at = project(SOURCES)
  assert.match(cli(['--version']).stdout, /^linestamp \d/)
  assert.equal(cli(['no-such-command']).status, 2)
  assert.equal(cli(['inject', '.', '--check'], { cwd: at.folder }).status, 1)
  const piped = cli(['inject', '--stdin-filepath', 'src/a.ts'], { cwd: at.folder, input: '\nenv.LOGS.write({})' })
  assert.equal(piped.stdout, "\nenv.LOGS.write({source_location: 'a.ts:2'})")
  assert.equal(piped.status, 0)
})

test('the stamped text is that of the command line', () => {
  const at = project(SOURCES)
  const here = new Project({ cwd: at.folder })
  for (const name of Object.keys(SOURCES).filter((name) => name.endsWith('.ts'))) {
    const input = SOURCES[name]
    const { stdout } = cli(['inject', '--stdin-filepath', name], { cwd: at.folder, input })
    assert.equal(here.transform(input, at.path(name))?.code ?? input, stdout)
    assert.equal(here.transformFile(at.path(name))?.code ?? input, stdout)
  }
})

test('the tarball is as publint and attw want it, and its types hold for a user', () => {
  const here = dirname(fileURLToPath(import.meta.url))
  const tarball = join(here, '../../target/npm', `linestamp-${require('linestamp/package.json').version}.tgz`)
  const tool = (name, ...args) => {
    const { stdout, stderr, status } = spawnSync(join(here, 'node_modules/.bin', name), args, { cwd: here, encoding: 'utf8', shell: process.platform === 'win32' })
    assert.equal(status, 0, stdout + stderr)
  }
  tool('publint', '--strict', tarball)
  // Wasm is no module, and has no types. What workerd loads is no CommonJS.
  tool('attw', '--profile', 'node16', '--exclude-entrypoints', 'linestamp.wasm', 'linestamp_swc_plugin.wasm', 'runtime', '--', tarball)
  tool('attw', '--profile', 'esm-only', '--entrypoints', 'runtime', '--', tarball)
  const compiled = (...files) =>
    tool('tsc', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node', ...files)
  compiled('types.mts', 'types.cts')
  compiled('--skipLibCheck', 'farm.types.mts')
})
