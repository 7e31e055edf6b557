// Files that an earlier plugin changed: the lines are the author's where the tool knows the way back.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import typescript from '@rollup/plugin-typescript'
import { transform as strip } from 'esbuild'
import linestamp from 'linestamp/rollup'
import { rollup } from 'rollup'

import { hosts } from './builds.mjs'
import { judge, project, SOURCES } from './support.mjs'

const STAMPS = ['main.ts:11', 'main.ts:13', 'later.ts:8']
const BANNER = '// one\n// two\n'

/** Takes the types out and puts lines in front, with a map or without. */
async function change(code, id, mapped) {
  const { code: js, map } = await strip(code, { loader: 'ts', sourcemap: true, sourcefile: id })
  if (!mapped) return { code: BANNER + js, moduleType: 'js' }
  return { code: BANNER + js, map: { ...JSON.parse(map), mappings: `;;${JSON.parse(map).mappings}` }, moduleType: 'js' }
}

const ours = (id) => id.endsWith('.ts') && !id.endsWith('recorder.ts')
const transforms = (mapped) => ({
  name: 'transforms',
  enforce: 'pre',
  transform: { order: 'pre', handler: (code, id) => (ours(id) ? change(code, id, mapped) : null) },
})
const loads = (mapped) => ({
  name: 'loads',
  enforce: 'pre',
  load: (id) => (ours(id) ? change(readFileSync(id, 'utf8'), id, mapped) : null),
})

for (const host of ['rollup', 'rolldown', 'vite', 'vite 7']) {
  for (const plugin of [transforms, loads]) {
    test(`${host}: a plugin that ${plugin.name} first, with a map`, async () => {
      const at = project(SOURCES)
      const { bundle, warnings } = await hosts[host](at, {}, [plugin(true)])
      assert.deepEqual(warnings, [])
      assert.deepEqual(judge(bundle).map(({ stamp }) => stamp), STAMPS)
    })

    test(`${host}: a plugin that ${plugin.name} first, without a map, is warned about`, async () => {
      const at = project(SOURCES)
      const { warnings } = await hosts[host](at, {}, [plugin(false)])
      const told = warnings.filter((text) => /another plugin changed this file before linestamp/.test(text))
      assert.equal(told.length, 2)
    })
  }
}

test('@rollup/plugin-typescript compiles files as it loads them', async () => {
  const at = project(SOURCES)
  const warnings = []
  const compilerOptions = { target: 'es2022', module: 'esnext', moduleResolution: 'bundler', types: [], lib: ['es2022'], sourceMap: true }
  const types = typescript({ tsconfig: at.path('tsconfig.json'), filterRoot: at.folder, compilerOptions })
  const bundle = await rollup({
    input: at.path('src/main.ts'),
    plugins: [linestamp({ cwd: at.folder }), types],
    onwarn: ({ message, plugin }) => plugin === 'linestamp' && warnings.push(message),
  })
  await bundle.write({ file: at.path('out/main.mjs'), format: 'esm', sourcemap: true })
  assert.deepEqual(warnings, [])
  assert.deepEqual(judge(at.path('out/main.mjs')).map(({ stamp }) => stamp), STAMPS)
})
