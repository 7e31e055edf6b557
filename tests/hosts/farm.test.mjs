// Farm ends its own process when a build fails, so each build has one.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { DOUBTFUL, judge, project, SOURCES } from './support.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const BUILD = `
import { build } from '@farmfe/core'
import linestamp from 'linestamp/farm'

const { root, options } = JSON.parse(process.env.CASE)
await build({
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
process.exit()
`

function build(at, options = {}) {
  const env = { ...process.env, CASE: JSON.stringify({ root: at.folder, options }) }
  const words = ['--input-type=module', '--eval', BUILD]
  return spawnSync(process.execPath, words, { cwd: here, encoding: 'utf8', env })
}

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
