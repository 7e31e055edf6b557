// `linestamp/register`: Node that erases types itself, tsx for older ones, CommonJS and modules. The
// judge is V8's own stack.

import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { app, done } from './support.mjs'

const modules = join(dirname(fileURLToPath(import.meta.url)), 'node_modules')

/** A global `env.LOGS` that prints for each record its stamp and the place that the stack names. */
const RECORDER = `globalThis.env = { LOGS: { write(record) {
  const frame = (new Error().stack ?? '').split('\\n')[2] ?? ''
  console.log(JSON.stringify({ ...record, place: /([^/\\\\(]+:\\d+):\\d+\\)?$/.exec(frame)?.[1] ?? frame }))
} } }
`

/** Source with types above its call, which a careless loader takes lines from. */
const typed = (name, head = '', tail = '') => `${head}
interface Gone {
  a: string
}
declare const env: any

const logs: Gone & { write(record: object): void } = env.LOGS
logs
  .write({
    message: '${name}',
  })
${tail}`

const plain = (name, head = '', tail = '') => `${head}

env.LOGS.write({ message: '${name}' })
${tail}`

const FILES = {
  'package.json': '{ "type": "module" }',
  'recorder.cjs': RECORDER,
  'esm/main.ts': typed('main.ts', "import './typed.mts'\nimport './script.js'\nimport './plain.cjs'\nimport './common.cts'", "await import('./late.ts')"),
  'esm/typed.mts': typed('typed.mts', '', 'export {}'),
  'esm/script.js': plain('script.js', "import './module.mjs'"),
  'esm/module.mjs': plain('module.mjs'),
  'esm/plain.cjs': plain('plain.cjs', "require('./inner.cjs')"),
  'esm/inner.cjs': plain('inner.cjs'),
  'esm/common.cts': typed('common.cts'),
  'esm/late.ts': typed('late.ts', '', 'export {}'),
  'cjs/package.json': '{ "type": "commonjs" }',
  'cjs/main.ts': typed('main.ts', "require('./other.ts')\nrequire('./script.js')"),
  'cjs/other.ts': typed('other.ts'),
  'cjs/script.js': plain('script.js'),
}

/** The names of modules that logged, once each stamp was held against the stack. */
function judged(output) {
  const records = output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
  for (const { source_location, place, message } of records) {
    assert.equal(source_location, place, message)
    assert.ok(place.startsWith(message))
  }
  return records.map(({ message }) => message).sort()
}

const ALL = ['common.cts', 'inner.cjs', 'late.ts', 'main.ts', 'module.mjs', 'plain.cjs', 'script.js', 'typed.mts']

/** The Node that this package's users may have at least, from the path; and the one of these tests. */
const NODES = { 'the path\'s node': 'node', 'the newer node': process.execPath }

const preload = ['--require', './recorder.cjs', '--import', 'linestamp/register']

test('node erases types itself', async () => {
  const at = app(FILES)
  const node = (...words) => done(at, [process.execPath, ...words])
  assert.deepEqual(judged(await node(...preload, 'esm/main.ts')), ALL)
  assert.deepEqual(judged(await node(...preload, 'cjs/main.ts')), ['main.ts', 'other.ts', 'script.js'])
  const required = ['--require', './recorder.cjs', '--require', 'linestamp/register']
  assert.deepEqual(judged(await node(...required, 'cjs/main.ts')), ['main.ts', 'other.ts', 'script.js'])
  assert.deepEqual(judged(await node('--enable-source-maps', ...preload, 'esm/main.ts')), ALL)
})

for (const [title, node] of Object.entries(NODES)) {
  const env = { PATH: process.env.PATH }
  test(`${title}: JavaScript, as modules and CommonJS`, async () => {
    const at = app(FILES)
    assert.deepEqual(judged(await done(at, [node, ...preload, 'esm/script.js'], { env })), ['module.mjs', 'script.js'])
    assert.deepEqual(judged(await done(at, [node, ...preload, 'esm/plain.cjs'], { env })), ['inner.cjs', 'plain.cjs'])
  })

  test(`${title}: tsx, before and behind the hook`, async () => {
    const at = app(FILES)
    const tsx = join(modules, 'tsx/dist/cli.mjs')
    const orders = [
      [node, ...preload, '--import', 'tsx'],
      [node, '--import', 'tsx', ...preload],
      [node, tsx, ...preload],
    ]
    for (const order of orders) {
      assert.deepEqual(judged(await done(at, [...order, 'esm/main.ts'], { env })), ALL)
      assert.deepEqual(judged(await done(at, [...order, 'cjs/main.ts'], { env })), ['main.ts', 'other.ts', 'script.js'])
    }
  })
}

test('a path in a stamp is the original\'s under tsx too; what is doubtful is a warning', async () => {
  const at = app({
    ...FILES,
    'linestamp.toml': "[fields]\nsource_location = '{path}:{line}'\n",
    'doubt.mjs': "const bindings = () => env\nbindings().LOGS.write({ message: 'doubt' })\n",
  })
  const output = await done(at, ['node', ...preload, '--import', 'tsx', 'esm/late.ts'])
  assert.match(output, /"source_location":"esm\/late\.ts:\d+"/)
  const doubt = await done(at, ['node', ...preload, 'doubt.mjs'])
  assert.match(doubt, /LinestampWarning: doubt\.mjs:2:1: /)
})

test('LINESTAMP=off stamps nothing', async () => {
  const at = app(FILES)
  const output = await done(at, ['node', ...preload, 'esm/main.ts'], { env: { LINESTAMP: 'off' } })
  assert.doesNotMatch(output, /source_location/)
})
