import assert from 'node:assert/strict'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'

import { build, context } from 'esbuild'
import linestamp from 'linestamp/esbuild'

import { DOUBTFUL, judge, project, records, SOURCES } from './support.mjs'

const settings = (at, more = {}) => ({
  absWorkingDir: at.folder,
  entryPoints: ['src/main.ts'],
  outfile: at.path('out/main.mjs'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  sourcemap: true,
  logLevel: 'silent',
  plugins: [linestamp({ cwd: at.folder })],
  ...more,
})

for (const minify of [false, true]) {
  test(`each record has its line, minify ${minify}`, async () => {
    const at = project(SOURCES)
    const { warnings, metafile } = await build(settings(at, { minify }))
    assert.deepEqual(warnings, [])
    assert.equal(metafile, undefined)
    const seen = judge(at.path('out/main.mjs'))
    assert.deepEqual(seen.map(({ stamp }) => stamp), ['main.ts:11', 'main.ts:13', 'later.ts:8'])
  })
}

test('splitting, JSX and the paths of a tsconfig', async () => {
  const at = project({
    ...SOURCES,
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@app/*": ["./src/*"] }, "jsxFactory": "h" } }',
    'src/main.ts': `import { env } from '@app/recorder'
import { show } from '@app/view'
env.LOGS.write({ message: show() })
await import('@app/later').then(({ later }) => later())
`,
    'src/view.tsx': `import { env } from './recorder'
const h = (tag: string) => tag
export function show(): unknown {
  env.LOGS.write({ message: 'shown' })
  return <main />
}
`,
  })
  const { outfile: _, ...rest } = settings(at)
  await build({ ...rest, outdir: at.path('out'), outExtension: { '.js': '.mjs' }, splitting: true })
  judge(at.path('out/main.mjs'))
})

test('write: false gives what a build writes, and two folders give the same bytes', async () => {
  const texts = []
  for (const _ of [1, 2]) {
    const at = project(SOURCES)
    const { outputFiles } = await build(settings(at, { write: false }))
    texts.push(outputFiles.map(({ text }) => text))
    await build(settings(at))
    assert.equal(readFileSync(at.path('out/main.mjs'), 'utf8'), outputFiles.find(({ path }) => path.endsWith('mjs')).text)
  }
  assert.deepEqual(texts[0], texts[1])
})

test('an edit, and an edit of the configuration, give fresh stamps', async () => {
  const at = project(SOURCES)
  const again = await context(settings(at))
  try {
    await again.rebuild()
    at.put({ 'src/later.ts': `\n\n${SOURCES['src/later.ts']}` })
    await again.rebuild()
    assert.equal(judge(at.path('out/main.mjs')).at(-1).stamp, 'later.ts:10')
    at.put({ 'linestamp.toml': "[fields]\nsource_location = '{path}@{line}'\n" })
    await again.rebuild()
    assert.equal(records(at.path('out/main.mjs')).at(-1).stamp, 'src/later.ts@10')
  } finally {
    await again.dispose()
  }
})

test('watching sees a change of the configuration', async () => {
  const at = project(SOURCES)
  const builds = []
  let next
  const tell = {
    name: 'tell',
    setup: ({ onEnd }) => onEnd(() => { builds.push(0); next?.() }),
  }
  const one = () => new Promise((resolve) => { next = resolve })
  const { plugins } = settings(at)
  const watch = await context(settings(at, { plugins: [...plugins, tell] }))
  try {
    const first = one()
    await watch.watch()
    await first
    const second = one()
    writeFileSync(at.path('linestamp.toml'), "[fields]\nsource_location = '{line}'\n")
    await second
    assert.equal(records(at.path('out/main.mjs')).at(-1).stamp, '8')
  } finally {
    await watch.dispose()
  }
})

test('what is doubtful is a warning with its place, or an error', async () => {
  const at = project({ ...SOURCES, 'src/main.ts': DOUBTFUL })
  const { warnings } = await build(settings(at))
  assert.equal(warnings.length, 1)
  const { location, pluginName, text } = warnings[0]
  assert.deepEqual([location.file, location.line, location.column], ['src/main.ts', 5, 2])
  assert.equal(location.lineText, "  bindings.LOGS.write({ message: 'perhaps' })")
  assert.equal(pluginName, 'linestamp')
  assert.match(text, /may be a call of `env\.LOGS\.write`/)
  const strict = settings(at, { plugins: [linestamp({ cwd: at.folder, strict: true })] })
  await assert.rejects(build(strict), /may be a call/)
})

test('a file that another plugin loaded first is an error', async () => {
  const at = project(SOURCES)
  const greedy = {
    name: 'greedy',
    setup: ({ onLoad }) => onLoad({ filter: /later\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8'),
      loader: 'ts',
    })),
  }
  const ours = linestamp({ cwd: at.folder })
  await assert.rejects(build(settings(at, { plugins: [greedy, ours] })), (error) => {
    assert.equal(error.errors.length, 1)
    assert.equal(error.errors[0].location.file, 'src/later.ts')
    return /another plugin loaded this file/.test(error.message)
  })
  await build(settings(at, { plugins: [ours, greedy] }))
  judge(at.path('out/main.mjs'))
})

test('LINESTAMP=off passes everything through', async () => {
  const at = project(SOURCES)
  process.env.LINESTAMP = 'off'
  try {
    await build(settings(at))
  } finally {
    delete process.env.LINESTAMP
  }
  assert.ok(records(at.path('out/main.mjs')).every(({ stamp }) => stamp === undefined))
})

test('node_modules is left alone unless a package is named; linked packages are stamped', async () => {
  const at = project({
    ...SOURCES,
    'src/main.ts': "import 'plain'\nimport '@acme/linked'\n",
    'node_modules/plain/index.js': "import { env } from '../../src/recorder'\nenv.LOGS.write({ from: 'plain' })\n",
    'packages/linked/package.json': '{ "name": "@acme/linked", "main": "log.ts" }',
    'packages/linked/log.ts': "import { env } from '../../src/recorder'\n\nenv.LOGS.write({ from: 'linked' })\n",
    'node_modules/@acme/keep': '',
  })
  symlinkSync(at.path('packages/linked'), at.path('node_modules/@acme/linked'), 'junction')
  await build(settings(at))
  assert.deepEqual(records(at.path('out/main.mjs')).map(({ stamp }) => stamp), [undefined, 'log.ts:3'])
  await build(settings(at, { plugins: [linestamp({ cwd: at.folder, packages: ['plain'] })] }))
  assert.deepEqual(records(at.path('out/main.mjs')).map(({ stamp }) => stamp), ['index.js:2', 'log.ts:3'])
})

test('CommonJS has it too', () => {
  const required = createRequire(import.meta.url)('linestamp/esbuild')
  assert.equal(required().name, 'linestamp')
})
