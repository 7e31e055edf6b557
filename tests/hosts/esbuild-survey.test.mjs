// One build looks through its folder ahead, so that esbuild asks about few files. None may be missed.

import assert from 'node:assert/strict'
import { symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'

import { build, context } from 'esbuild'
import linestamp from 'linestamp/esbuild'

import { judge, project, records, SOURCES } from './support.mjs'

/** So many modules that do not log that looking ahead is worth it. */
const QUIET = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [`src/quiet/m${index}.ts`, `export const m${index}: number = ${index}\n`]),
)

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

/** A plugin behind ours that notes what esbuild still asks about. */
function asking(asked) {
  return {
    name: 'asking',
    setup: ({ onLoad }) => onLoad({ filter: /quiet/ }, ({ path }) => { asked.push(path) }),
  }
}

/** What `linestamp` was asked, by the filters that it gave to esbuild. */
function filtersOf(at, options = {}) {
  const filters = []
  const ours = linestamp({ cwd: at.folder, ...options })
  const spy = {
    name: 'linestamp',
    setup: (build) => ours.setup({
      ...build,
      onLoad: (which, load) => { filters.push(which.filter); build.onLoad(which, load) },
    }),
  }
  return { filters, spy }
}

const matches = (filters, path) => filters.some((filter) => filter.test(path))

test('esbuild asks about the files that may log, and about all from elsewhere', async () => {
  const at = project({ ...SOURCES, ...QUIET })
  const { filters, spy } = filtersOf(at)
  const { metafile } = await build(settings(at, { plugins: [spy] }))
  assert.equal(metafile, undefined)
  judge(at.path('out/main.mjs'))
  assert.ok(matches(filters, at.path('src/later.ts')))
  assert.ok(!matches(filters, at.path('src/quiet/m1.ts')))
  assert.ok(!matches(filters, `${at.path('src/later.ts')}x.ts`))
  for (const path of ['/elsewhere/a.ts', `${at.folder}x/a.ts`, '/a.mjs']) assert.ok(matches(filters, path), path)
  assert.ok(!matches(filters, '/elsewhere/a.css'))
})

test('where builds follow on each other, each file is asked about', async () => {
  const at = project({
    ...SOURCES,
    ...QUIET,
    'src/main.ts': `${SOURCES['src/main.ts']}import './quiet/m1'\n`,
  })
  const again = await context(settings(at))
  try {
    await again.rebuild()
    judge(at.path('out/main.mjs'))
    at.put({ 'src/quiet/m1.ts': "import { env } from '../recorder'\n\nenv.LOGS.write({ message: 'the first' })\n" })
    await again.rebuild()
    assert.equal(judge(at.path('out/main.mjs'), 4)[0].stamp, 'm1.ts:3')
  } finally {
    await again.dispose()
  }
})

test('a linked package outside the folder, ignored and hidden folders, and odd names are stamped', async () => {
  const log = (from, far) => `import { env } from '${far}recorder'\n\n\nenv.LOGS.write({ from: '${from}' })\n`
  const at = project({
    'app/src/recorder.ts': SOURCES['src/recorder.ts'],
    ...Object.fromEntries(Object.entries(QUIET).map(([name, text]) => [`app/${name}`, text])),
    'app/.gitignore': 'generated\n',
    'app/src/main.ts': `import '@acme/linked'
import './generated/a'
import './.hidden/b'
import './odd [name]+(x)^é😀.$c'
`,
    'app/src/generated/a.ts': log('generated', '../'),
    'app/src/.hidden/b.ts': log('hidden', '../'),
    'app/src/odd [name]+(x)^é😀.$c.ts': log('odd', './'),
    'app/node_modules/@acme/keep': '',
    'linked/package.json': '{ "name": "@acme/linked", "main": "log.ts" }',
    'linked/log.ts': log('linked', '../app/src/'),
  })
  symlinkSync(at.path('linked'), at.path('app/node_modules/@acme/linked'), 'junction')
  const { filters, spy } = filtersOf(at)
  await build(settings(at, { absWorkingDir: at.path('app'), plugins: [spy] }))
  assert.ok(!matches(filters, at.path('app/src/quiet/m1.ts')), 'the folder was looked through')
  const seen = records(at.path('out/main.mjs'))
  assert.deepEqual(
    seen.map(({ stamp }) => stamp),
    ['log.ts:4', 'a.ts:4', 'b.ts:4', 'odd [name]+(x)^é😀.$c.ts:4'],
  )
})

test('a named package in node_modules is stamped', async () => {
  const at = project({
    ...SOURCES,
    ...QUIET,
    'src/main.ts': "import '@acme/plain'\n",
    'node_modules/@acme/plain/index.js': "import { env } from '../../../src/recorder'\nenv.LOGS.write({})\n",
  })
  await build(settings(at, { plugins: [linestamp({ cwd: at.folder, packages: ['@acme/plain'] })] }))
  assert.deepEqual(records(at.path('out/main.mjs')).map(({ stamp }) => stamp), ['index.js:2'])
})

test('a file that was written while the build ran is an error, not a silent miss', async () => {
  const at = project({ ...SOURCES, ...QUIET, 'src/later.ts': 'export function later(): void {}\n' })
  const late = {
    name: 'late',
    setup: ({ onStart }) => onStart(() => writeFileSync(at.path('src/later.ts'), SOURCES['src/later.ts'])),
  }
  const plugins = [linestamp({ cwd: at.folder }), late]
  await assert.rejects(build(settings(at, { plugins })), (error) => {
    assert.equal(error.errors.length, 1)
    assert.equal(error.errors[0].location.file, 'src/later.ts')
    return /was written or changed while the build ran/.test(error.message)
  })
  await build(settings(at, { plugins: [linestamp({ cwd: at.folder })] }))
  judge(at.path('out/main.mjs'))
})

test('a file that another plugin loaded first is an error here too', async () => {
  const at = project({ ...SOURCES, ...QUIET })
  const greedy = {
    name: 'greedy',
    setup: ({ onLoad }) => onLoad({ filter: /later\.ts$/ }, () => ({ contents: 'export const later = () => {}', loader: 'ts' })),
  }
  await assert.rejects(build(settings(at, { plugins: [greedy, linestamp({ cwd: at.folder })] })), /another plugin loaded this file/)
})

test('paths through links are asked about one by one', async () => {
  const at = project({
    ...SOURCES,
    ...QUIET,
    'real/note.ts': "export const note = (env: any) => {\n  env.LOGS.write({ message: 'linked' })\n}\n",
    'src/main.ts': `${SOURCES['src/main.ts']}import { note } from './linked/note'\nnote(env)\n`,
  })
  symlinkSync(at.path('real'), at.path('src/linked'), 'junction')
  for (const preserveSymlinks of [true, false]) {
    await build(settings(at, { preserveSymlinks }))
    assert.equal(judge(at.path('out/main.mjs'), 4)[3].stamp, 'note.ts:2')
  }
})

test('what ours does not take goes to the plugins behind it', async () => {
  const at = project({ ...SOURCES, ...QUIET, 'src/main.ts': "import './quiet/m1'\n" })
  const asked = []
  await build(settings(at, { plugins: [linestamp({ cwd: at.folder }), asking(asked)] }))
  assert.deepEqual(asked, [at.path('src/quiet/m1.ts')])
})
