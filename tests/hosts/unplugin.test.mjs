// Vite, Rollup, Rolldown, webpack and Rspack: the same sources, each with the tool's own build.

import assert from 'node:assert/strict'
import { readFileSync, symlinkSync } from 'node:fs'
import { test } from 'node:test'

import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'

import { hosts } from './builds.mjs'
import { DOUBTFUL, judge, project, records, SOURCES } from './support.mjs'

for (const [host, build] of Object.entries(hosts)) {
  test(`${host}: each record has its line, and maps map back`, async () => {
    const at = project(SOURCES)
    const { bundle, warnings } = await build(at, {})
    assert.deepEqual(warnings, [])
    const stamps = judge(bundle).map(({ stamp }) => stamp)
    assert.deepEqual(stamps, ['main.ts:11', 'main.ts:13', 'later.ts:8'])
    const code = readFileSync(bundle, 'utf8')
    const map = new TraceMap(readFileSync(`${bundle}.map`, 'utf8'))
    for (const [word, line] of [['plain', 11], ['alias, over lines', 14], ['later', 8]]) {
      const found = [...code.matchAll(new RegExp(`(["'\`])${word}\\1`, 'g'))].at(-1)
      const lines = code.slice(0, found.index).split('\n')
      const position = originalPositionFor(map, { line: lines.length, column: lines.at(-1).length })
      assert.equal(position.line, line, word)
    }
  })

  test(`${host}: what is doubtful is a warning with its place, or an error`, async () => {
    const at = project({ ...SOURCES, 'src/main.ts': DOUBTFUL })
    const { warnings } = await build(at, {})
    assert.equal(warnings.length, 1)
    assert.match(warnings[0], /src\/main\.ts:5:3: this may be a call of `env\.LOGS\.write`/)
    assert.match(warnings[0], /5 \| {3}bindings\.LOGS\.write\(/)
    await assert.rejects(build(at, { strict: true }), /this may be a call/)
  })

  test(`${host}: two folders give the same bytes, and LINESTAMP=off none of ours`, async () => {
    const texts = []
    for (const _ of [1, 2]) {
      const { bundle } = await build(project(SOURCES), {})
      texts.push(readFileSync(bundle, 'utf8'))
    }
    assert.equal(texts[0], texts[1])
    process.env.LINESTAMP = 'off'
    try {
      const { bundle } = await build(project(SOURCES), {})
      assert.ok(records(bundle).every(({ stamp }) => stamp === undefined))
    } finally {
      delete process.env.LINESTAMP
    }
  })

  test(`${host}: node_modules is left alone unless a package is named; linked packages are stamped`, async () => {
    const at = project({
      ...SOURCES,
      'src/main.ts': "import 'plain'\nimport '@acme/linked'\n",
      'node_modules/plain/package.json': '{ "name": "plain", "main": "index.js", "sideEffects": true }',
      'node_modules/plain/index.js': "import { env } from '../../src/recorder.ts'\nenv.LOGS.write({ from: 'plain' })\n",
      'packages/linked/package.json': '{ "name": "@acme/linked", "main": "log.ts", "sideEffects": true }',
      'packages/linked/log.ts': "import { env } from '../../src/recorder.ts'\n\nenv.LOGS.write({ from: 'linked' })\n",
      'node_modules/@acme/keep': '',
    })
    symlinkSync(at.path('packages/linked'), at.path('node_modules/@acme/linked'), 'junction')
    const stamps = async (options) => {
      const { bundle } = await build(at, options)
      return records(bundle).map(({ stamp }) => stamp)
    }
    assert.deepEqual(await stamps({}), [undefined, 'log.ts:3'])
    assert.deepEqual(await stamps({ packages: ['plain'] }), ['index.js:2', 'log.ts:3'])
  })

  test(`${host}: modules with a query, and modules that are no files`, async () => {
    const at = project({ ...SOURCES, 'src/main.ts': "import { later } from './later.ts?again'\nimport 'virtual:log.js'\nlater()\n" })
    const log = "import { env } from 'RECORDER'\n\nenv.LOGS.write({ from: 'virtual' })\n".replace('RECORDER', at.path('src/recorder.ts'))
    const plugin = {
      name: 'virtual',
      enforce: 'pre',
      resolveId(id, importer) {
        if (id === 'virtual:log.js') return '\0virtual:log.js'
        return id.endsWith('?again') ? `${at.path('src/later.ts')}?again` : null
      },
      load(id) {
        if (id === '\0virtual:log.js') return log
        if (!id.endsWith('?again')) return null
        const code = readFileSync(id.replace('?again', ''), 'utf8')
        return host === 'rolldown' ? { code, moduleType: 'ts' } : code
      },
    }
    // Theirs are loaders, which take the place of a file.
    const files = /pack/.test(host)
    if (files) at.put({ 'src/main.ts': "import { later } from './later.ts?again'\nlater()\n" })
    const { bundle } = await build(at, {}, files ? [] : [plugin])
    const stamps = records(bundle).map(({ stamp }) => stamp)
    assert.deepEqual(stamps, files ? ['later.ts:8'] : ['virtual:log.js:3', 'later.ts:8'])
  })
}
