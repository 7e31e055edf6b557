// Vite, Rollup, Rolldown, webpack and Rspack: the same sources, each with the tool's own build.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { rspack } from '@rspack/core'
import rspackPlugin from 'linestamp/rspack'
import rolldownPlugin from 'linestamp/rolldown'
import rollupPlugin from 'linestamp/rollup'
import vitePlugin from 'linestamp/vite'
import webpackPlugin from 'linestamp/webpack'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import { transform as strip } from 'esbuild'
import * as vite from 'vite'
import webpack from 'webpack'

import { DOUBTFUL, judge, project, records, SOURCES, until } from './support.mjs'

const require = createRequire(import.meta.url)
const output = (at) => ({ file: at.path('out/main.mjs'), format: 'esm', sourcemap: true, codeSplitting: false })

/** Rollup reads no TypeScript; this is what its users put beside it, first in the list at that. */
const types = {
  name: 'types',
  resolveId(id, importer) {
    return id.startsWith('.') && importer ? join(importer, '..', `${id}.ts`) : null
  },
  async transform(code, id) {
    const { code: js, map } = await strip(code, { loader: 'ts', sourcemap: true, sourcefile: id })
    return { code: js, map }
  },
}

const webpackLike = (pack, plugin, rules) => async (at, options) => {
  const compiler = pack({
    context: at.folder,
    entry: './src/main.ts',
    mode: 'production',
    target: 'node20',
    devtool: 'source-map',
    output: { path: at.path('out'), filename: 'main.js' },
    resolve: { extensions: ['.ts', '.js'] },
    module: { rules },
    plugins: [plugin({ cwd: at.folder, ...options })],
  })
  const stats = await promisify(compiler.run.bind(compiler))()
  await promisify(compiler.close.bind(compiler))()
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true })
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return { bundle: at.path('out/main.js'), warnings: warnings.map(({ message }) => message) }
}

const swc = { test: /\.ts$/, type: 'javascript/auto', options: { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } } }
const tsLoader = {
  test: /\.ts$/,
  loader: require.resolve('ts-loader'),
  options: { transpileOnly: true, onlyCompileBundledFiles: true, compilerOptions: { target: 'es2022', module: 'esnext', sourceMap: true } },
}

const hosts = {
  async rollup(at, options) {
    const warnings = []
    const bundle = await rollup({
      input: at.path('src/main.ts'),
      plugins: [types, rollupPlugin({ cwd: at.folder, ...options })],
      onwarn: (warning) => warnings.push(warning.message),
    })
    const { codeSplitting: _, ...rest } = output(at)
    await bundle.write(rest)
    return { bundle: at.path('out/main.mjs'), warnings }
  },
  async rolldown(at, options) {
    const warnings = []
    const bundle = await rolldown({
      cwd: at.folder,
      input: at.path('src/main.ts'),
      platform: 'node',
      plugins: [rolldownPlugin({ cwd: at.folder, ...options })],
      onLog: (level, log) => level === 'warn' && warnings.push(log.message),
    })
    await bundle.write(output(at))
    return { bundle: at.path('out/main.mjs'), warnings }
  },
  async vite(at, options) {
    const warnings = []
    const customLogger = vite.createLogger('silent')
    customLogger.warn = (message) => warnings.push(message)
    await vite.build({
      root: at.folder,
      configFile: false,
      customLogger,
      build: { ssr: at.path('src/main.ts'), outDir: at.path('out'), sourcemap: true, minify: true, rolldownOptions: { output: { entryFileNames: 'main.mjs' } } },
      plugins: [vitePlugin({ cwd: at.folder, ...options })],
    })
    return { bundle: at.path('out/main.mjs'), warnings }
  },
  webpack: webpackLike(webpack, webpackPlugin, [tsLoader]),
  'webpack with swc-loader': webpackLike(webpack, webpackPlugin, [
    { test: swc.test, loader: require.resolve('swc-loader'), options: { sourceMaps: true, ...swc.options } },
  ]),
  rspack: webpackLike(rspack, rspackPlugin, [{ ...swc, loader: 'builtin:swc-loader' }]),
}

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
}

test('vite: a development server gives fresh lines after an edit', async () => {
  const at = project(SOURCES)
  const server = await vite.createServer({
    root: at.folder,
    configFile: false,
    logLevel: 'silent',
    server: { middlewareMode: true, ws: false },
    appType: 'custom',
    plugins: [vitePlugin({ cwd: at.folder })],
  })
  try {
    const url = '/src/later.ts'
    assert.match((await server.transformRequest(url)).code, /later\.ts:8/)
    at.put({ 'src/later.ts': `\n\n${SOURCES['src/later.ts']}` })
    await until(async () => (await server.transformRequest(url)).code.includes('later.ts:10'))
    const module = await server.ssrLoadModule(url)
    assert.equal(typeof module.later, 'function')
  } finally {
    await server.close()
  }
})
