// Farm ends its own process when a build fails, and cannot be told to stop watching, so each build has one.

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { DOUBTFUL, eventually, judge, project, SOURCES } from './support.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const BUILD = `
import * as farm from '@farmfe/core'
import linestamp from 'linestamp/farm'

const { how, root, options } = JSON.parse(process.env.CASE)
await farm[how]({
  root,
  configFile: false,
  clearScreen: false,
  compilation: {
    input: { main: './src/main.ts' },
    output: { path: 'out', targetEnv: 'node', format: 'esm', entryFilename: '[entryName].mjs' },
    sourcemap: true, minify: false, persistentCache: false,
  },
  plugins: [linestamp({ cwd: root, ...options })],
})
if (how === 'build') process.exit()
`

/** What a process is started with that builds, or watches. */
function command(how, at, options = {}) {
  const env = { ...process.env, CASE: JSON.stringify({ how, root: at.folder, options }) }
  return [process.execPath, ['--input-type=module', '--eval', BUILD], { cwd: here, encoding: 'utf8', env }]
}

const build = (at, options) => spawnSync(...command('build', at, options))

test('farm: each record has its line, and two folders give the same bytes', () => {
  const texts = []
  for (const _ of [1, 2]) {
    const at = project(SOURCES)
    const { status, stdout, stderr } = build(at)
    assert.equal(status, 0, stdout + stderr)
    assert.doesNotMatch(stdout + stderr, /warn/i)
    const stamps = judge(at.path('out/main.mjs')).map(({ stamp }) => stamp)
    assert.deepEqual(stamps, ['main.ts:11', 'main.ts:13', 'later.ts:8'])
    texts.push(readFileSync(at.path('out/main.mjs'), 'utf8'))
  }
  assert.equal(texts[0], texts[1])
})

test('farm: what is doubtful is a warning with its place, or an error', () => {
  const at = project({ ...SOURCES, 'src/main.ts': DOUBTFUL })
  const warned = build(at)
  assert.equal(warned.status, 0)
  assert.match(warned.stdout + warned.stderr, /src\/main\.ts:5:3: this may be a call of `env\.LOGS\.write`/)
  const failed = build(at, { strict: true })
  assert.notEqual(failed.status, 0)
  assert.match(failed.stdout + failed.stderr, /src\/main\.ts:5:3: this may be a call of `env\.LOGS\.write`/)
})

test('farm: a watching build has the fresh lines of an edit', async () => {
  const at = project(SOURCES)
  const watching = spawn(...command('watch', at))
  let said = ''
  for (const stream of [watching.stdout, watching.stderr]) stream.on('data', (text) => (said += text))
  const comesTo = (stamp) =>
    eventually(() => assert.equal(judge(at.path('out/main.mjs')).at(-1).stamp, stamp, said))
  try {
    await comesTo('later.ts:8')
    at.put({ 'src/later.ts': `\n\n${SOURCES['src/later.ts']}` })
    await comesTo('later.ts:10')
  } finally {
    watching.kill()
  }
})
