// TypeScript's own compiler, and the tools that hand its transformers on.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { eachMapping, TraceMap } from '@jridgewell/trace-mapping'
import typescriptPlugin from '@rollup/plugin-typescript'
import { transform } from 'linestamp'
import linestamp from 'linestamp/typescript'
import { rollup } from 'rollup'
import typescript from 'typescript'
import typescript6 from 'typescript6'
import webpack from 'webpack'

import { DOUBTFUL, judge, project, SOURCES } from './support.mjs'

const require = createRequire(import.meta.url)
const here = dirname(fileURLToPath(import.meta.url))
const STAMPS = ['main.ts:11', 'main.ts:13', 'later.ts:8']

/** Comments and line breaks in every place that a printer may move them to. */
const LAYOUT = `import { env } from './recorder'
const base: Record<string, unknown> = { a: 1 }
/** Kept in the declarations. */
export function layout(more: object) {
  env.LOGS.write({
    message: 'several lines', // why
  })
  env.LOGS.write({
    // first
    ...base,
    message: "another's",
  })
  env.LOGS.write(/* all of it */ more as Record<string, unknown>)
  env.LOGS.write({ /* nothing yet */ })
}
`
const OPTIONS = {
  target: typescript.ScriptTarget.ES2022,
  module: typescript.ModuleKind.CommonJS,
  declaration: true,
  sourceMap: true,
  types: [],
  lib: ['lib.es2022.d.ts'],
}

/** Compiles a folder as a program, and gives back each output by its name. */
function compile(ts, folder, before, options = {}) {
  const names = ['main.ts', 'later.ts', 'recorder.ts', 'layout.ts'].map((name) => join(folder, name))
  const rootNames = names.filter((name) => existsSync(name))
  const program = ts.createProgram({ rootNames, options: { ...OPTIONS, rootDir: folder, outDir: join(folder, '../out'), ...options } })
  const files = {}
  program.emit(undefined, (path, text) => { files[path.slice(join(folder, '../out').length + 1)] = text }, undefined, false, { before })
  return files
}

function run(program, args, cwd, env = {}) {
  return spawnSync(process.execPath, [program, ...args], { cwd, encoding: 'utf8', env: { ...process.env, ...env } })
}

const cli = (args, cwd) => {
  const { status, stderr } = run(join(here, 'node_modules/linestamp/bin/linestamp.js'), args, cwd)
  assert.equal(status, 0, stderr)
}

/** Each place of the original that a map knows, with the line that it went to. */
function places(map) {
  const all = []
  eachMapping(new TraceMap(map), ({ source, originalLine, originalColumn, generatedLine }) => {
    all.push([source, originalLine, originalColumn, generatedLine].join(':'))
  })
  return all
}

for (const [version, ts] of [['5.9', typescript], ['6', typescript6]]) {
  const stamps = (options) => linestamp({ typescript: ts, ...options })

  test(`TypeScript ${version}: what is printed is what the stamped text gives, for every fixture`, () => {
    const top = join(here, '../../fixtures')
    const empty = project()
    const skipped = (text) => /sourceMappingURL/.test(text)
    let stamped = 0
    const inputs = readdirSync(top, { recursive: true }).filter((name) => /[/\\]input\.\w+$/.test(name))
    for (const [target, some] of [['esnext', inputs], ['es2017', inputs.filter((name) => name.startsWith('literals'))]]) {
      for (const entry of some) {
        const path = `input.${entry.split('.').at(-1)}`
        const text = readFileSync(join(top, entry), 'utf8')
        if (path === 'input.map' || skipped(text)) continue
        const { code, diagnostics } = transform(text, { path })
        if (code === null || diagnostics.some(({ severity }) => severity === 'error')) continue
        const options = { fileName: path, compilerOptions: { target, module: 'esnext', jsx: 'preserve', allowJs: true } }
        const before = [stamps({ cwd: empty.folder, report() {} })]
        const ours = ts.transpileModule(text, { ...options, transformers: { before } }).outputText
        assert.equal(ours, ts.transpileModule(code, options).outputText, entry)
        stamped += 1
      }
    }
    assert.ok(stamped > 150, `${stamped} fixtures have stamps`)
  })

  test(`TypeScript ${version}: a program: the declarations and the maps stay, the code is that of the stamped copy`, () => {
    const at = project({ ...SOURCES, 'src/layout.ts': LAYOUT })
    const plain = compile(ts, at.path('src'), [])
    const ours = compile(ts, at.path('src'), [stamps({ cwd: at.folder })])
    cli(['inject', 'src', '--out-dir', 'copy/src'], at.folder)
    const copied = compile(ts, at.path('copy/src'), [])
    assert.deepEqual(Object.keys(ours), Object.keys(plain))
    for (const [name, text] of Object.entries(ours)) {
      if (name.endsWith('.d.ts')) assert.equal(text, plain[name], name)
      else if (name.endsWith('.map')) assert.deepEqual(places(text), places(plain[name]), name)
      else assert.equal(text, copied[name], name)
    }
    at.put(Object.fromEntries(Object.entries(ours).map(([name, text]) => [`out/${name}`, text])))
    assert.deepEqual(judge(at.path('out/main.js')).map(({ stamp }) => stamp), STAMPS)
  })

  test(`TypeScript ${version}: ts.transform, on files that are on no disk`, () => {
    const file = ts.createSourceFile('src/a.ts', 'const é = "😀"\nenv.LOGS.write({ é })\n', ts.ScriptTarget.Latest)
    const at = project({ 'linestamp.toml': "[fields]\n'at-ü' = '{path}:{line}'\n" })
    const { transformed: [done] } = ts.transform(file, [stamps({ cwd: at.folder })])
    assert.equal(ts.createPrinter().printFile(done), 'const é = "😀";\nenv.LOGS.write({ é, "at-ü": "src/a.ts:2" });\n')
  })

  test(`TypeScript ${version}: what is doubtful is told, and is an error if wanted`, () => {
    const at = project({ ...SOURCES, 'src/main.ts': DOUBTFUL })
    const told = []
    compile(ts, at.path('src'), [stamps({ cwd: at.folder, report: (found) => told.push(found) })])
    assert.equal(told.length, 1)
    assert.equal(told[0].category, ts.DiagnosticCategory.Warning)
    assert.equal(told[0].file.text.slice(told[0].start, told[0].start + told[0].length), 'bindings.LOGS.write')
    const strict = () => compile(ts, at.path('src'), [stamps({ cwd: at.folder, strict: true })])
    assert.throws(strict, /main\.ts\(5,3\): error .*this may be a call of `env\.LOGS\.write`/)
  })

  test(`TypeScript ${version}: a record that another transformer made anew is an error`, () => {
    const at = project(SOURCES)
    const anew = (context) => (file) => {
      const visit = (node) => ts.isObjectLiteralExpression(node)
        ? context.factory.createObjectLiteralExpression([])
        : ts.visitEachChild(node, visit, context)
      return ts.visitNode(file, visit)
    }
    assert.throws(() => compile(ts, at.path('src'), [anew, stamps({ cwd: at.folder })]), /put linestamp first/)
  })
}

test('ts-patch: tspc compiles with stamps, and tells as the compiler does', () => {
  const compilerOptions = { target: 'es2022', module: 'commonjs', sourceMap: true, outDir: 'out', types: [], lib: ['es2022'], plugins: [{ transform: 'linestamp/typescript' }] }
  const at = project({ ...SOURCES, 'globals.d.ts': 'declare const process: any; declare const console: any', 'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src', 'globals.d.ts'] }) })
  symlinkSync(join(here, 'node_modules'), at.path('node_modules'), 'junction')
  const tspc = () => run(join(here, 'node_modules/ts-patch/bin/tspc.js'), [], at.folder, { TSP_CACHE_DIR: join(here, '../../target/ts-patch') })
  const { status, stdout, stderr } = tspc()
  assert.equal(status, 0, stdout + stderr)
  assert.deepEqual(judge(at.path('out/main.js')).map(({ stamp }) => stamp), STAMPS)
  compilerOptions.plugins[0].strict = true
  at.put({ 'src/main.ts': DOUBTFUL, 'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src', 'globals.d.ts'] }) })
  const failed = tspc()
  assert.notEqual(failed.status, 0)
  assert.match(failed.stdout, /this may be a call/)
})

test('@rollup/plugin-typescript: its transformers', async () => {
  const at = project(SOURCES)
  const typescript = typescriptPlugin({
    tsconfig: at.path('tsconfig.json'), filterRoot: at.folder, sourceMap: true,
    compilerOptions: { target: 'es2022', module: 'esnext', moduleResolution: 'bundler', types: [], lib: ['es2022'] },
    transformers: { before: [linestamp({ cwd: at.folder })] }, noEmitOnError: false,
  })
  const bundle = await rollup({ input: at.path('src/main.ts'), plugins: [typescript], onwarn() {} })
  await bundle.write({ file: at.path('out/main.mjs'), format: 'esm', sourcemap: true })
  assert.deepEqual(judge(at.path('out/main.mjs')).map(({ stamp }) => stamp), STAMPS)
})

test('ts-loader: getCustomTransformers', async () => {
  const at = project(SOURCES)
  const options = {
    onlyCompileBundledFiles: true, transpileOnly: true,
    compilerOptions: { target: 'es2022', module: 'esnext', sourceMap: true },
    getCustomTransformers: () => ({ before: [linestamp({ cwd: at.folder })] }),
  }
  const compiler = webpack({
    context: at.folder, entry: './src/main.ts', mode: 'production', target: 'node20', devtool: 'source-map',
    output: { path: at.path('out'), filename: 'main.js' }, resolve: { extensions: ['.ts'] },
    module: { rules: [{ test: /\.ts$/, loader: require.resolve('ts-loader'), options }] },
  })
  const stats = await promisify(compiler.run.bind(compiler))()
  await promisify(compiler.close.bind(compiler))()
  assert.deepEqual(stats.toJson({ all: false, errors: true }).errors, [])
  assert.deepEqual(judge(at.path('out/main.js')).map(({ stamp }) => stamp), STAMPS)
})

test('TypeScript 7 has no transformers: stamp first, and compile the copy', () => {
  assert.throws(() => linestamp({ typescript: require('typescript7') }), /TypeScript 7\.\S+ has no transformers; stamp first/)
  const tsconfig = { compilerOptions: { target: 'es2022', module: 'commonjs', sourceMap: true, outDir: 'out', rootDir: 'stamped', types: [], lib: ['es2022'] }, include: ['stamped', 'globals.d.ts'] }
  const at = project({ ...SOURCES, 'globals.d.ts': 'declare const process: any; declare const console: any', 'tsconfig.json': JSON.stringify(tsconfig) })
  cli(['inject', 'src', '--out-dir', 'stamped'], at.folder)
  const { status, stdout } = run(join(here, 'node_modules/typescript7/bin/tsc'), ['-p', '.'], at.folder)
  assert.equal(status, 0, stdout)
  assert.deepEqual(judge(at.path('out/main.js')).map(({ stamp }) => stamp), STAMPS)
})
