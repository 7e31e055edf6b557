// Each tool's own build of the sources, as its users set it up: `settings` for a build, `build` to run
// it once. Both take the project and the plugins that come with ours.

import { createRequire } from 'node:module'
import { isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'

import { rspack } from '@rspack/core'
import rspackPlugin from 'linestamp/rspack'
import rolldownPlugin from 'linestamp/rolldown'
import rollupPlugin from 'linestamp/rollup'
import vitePlugin from 'linestamp/vite'
import webpackPlugin from 'linestamp/webpack'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import { transform as strip } from 'esbuild'
import * as vite8 from 'vite'
import * as vite7 from 'vite7'
import webpack from 'webpack'

const require = createRequire(import.meta.url)
const output = (at) => ({ file: at.path('out/main.mjs'), format: 'esm', sourcemap: true })

/** Rollup reads no TypeScript; this is what its users put beside it, first in the list at that. */
const types = {
  name: 'types',
  resolveId(id, importer) {
    if (!importer || isAbsolute(id) || id.startsWith('\0')) return null
    if (!id.startsWith('.')) return createRequire(importer).resolve(id)
    return join(importer, '..', /\.\w+(\?|$)/.test(id) ? id : `${id}.ts`)
  },
  async transform(code, id) {
    const { code: js, map } = await strip(code, { loader: 'ts', sourcemap: true, sourcefile: id })
    return { code: js, map }
  },
}

/** What each build is started with; `warnings` takes what it says. */
export const settings = {
  rollup: (at, options, warnings = [], plugins = []) => ({
    input: at.path('src/main.ts'),
    plugins: [...plugins, types, rollupPlugin({ cwd: at.folder, ...options })],
    onwarn: (warning) => warnings.push(warning.message),
    output: output(at),
  }),
  rolldown: (at, options, warnings = [], plugins = []) => ({
    cwd: at.folder,
    input: at.path('src/main.ts'),
    platform: 'node',
    plugins: [...plugins, rolldownPlugin({ cwd: at.folder, ...options })],
    onLog: (level, log) => level === 'warn' && warnings.push(log.message),
    output: { ...output(at), codeSplitting: false },
  }),
  vite: (vite) => (at, options, warnings = [], plugins = []) => {
    const customLogger = vite.createLogger('silent')
    customLogger.warn = (message) => warnings.push(message)
    const bundler = { output: { entryFileNames: 'main.mjs' } }
    return {
      root: at.folder,
      configFile: false,
      customLogger,
      ssr: { noExternal: true },
      build: { ssr: at.path('src/main.ts'), outDir: at.path('out'), sourcemap: true, minify: true, [vite.rolldownVersion === undefined ? 'rollupOptions' : 'rolldownOptions']: bundler },
      plugins: [...plugins, vitePlugin({ cwd: at.folder, ...options })],
    }
  },
  webpackLike: (plugin, rules) => (at, options, _, plugins = []) => ({
    context: at.folder,
    entry: './src/main.ts',
    mode: 'production',
    target: 'node20',
    devtool: 'source-map',
    output: { path: at.path('out'), filename: 'main.js' },
    resolve: { extensions: ['.ts', '.js'] },
    module: { rules },
    plugins: [...plugins, plugin({ cwd: at.folder, ...options })],
  }),
}

async function bundle(tool, at, ...more) {
  const warnings = []
  const { output, ...input } = settings[tool.name](at, more[0], warnings, more[1])
  const made = await tool(input)
  await made.write(output)
  await made.close()
  return { bundle: at.path('out/main.mjs'), warnings }
}

const viteLike = (vite) => async (at, options, plugins) => {
  const warnings = []
  await vite.build(settings.vite(vite)(at, options, warnings, plugins))
  return { bundle: at.path('out/main.mjs'), warnings }
}

const webpackLike = (pack, settings) => async (at, options, plugins) => {
  const compiler = pack(settings(at, options, [], plugins))
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
const swcLoader = { test: swc.test, loader: require.resolve('swc-loader'), options: { sourceMaps: true, ...swc.options } }
const babelLoader = {
  test: /\.ts$/,
  loader: require.resolve('babel-loader'),
  options: { presets: [require.resolve('@babel/preset-typescript')], sourceMaps: true, configFile: false },
}

export const webpackSettings = settings.webpackLike(webpackPlugin, [tsLoader])
export const rspackSettings = settings.webpackLike(rspackPlugin, [{ ...swc, loader: 'builtin:swc-loader' }])

export const hosts = {
  rollup: (at, options, plugins) => bundle(rollup, at, options, plugins),
  rolldown: (at, options, plugins) => bundle(rolldown, at, options, plugins),
  vite: viteLike(vite8),
  'vite 7': viteLike(vite7),
  webpack: webpackLike(webpack, webpackSettings),
  'webpack with swc-loader': webpackLike(webpack, settings.webpackLike(webpackPlugin, [swcLoader])),
  'webpack with babel-loader': webpackLike(webpack, settings.webpackLike(webpackPlugin, [babelLoader])),
  rspack: webpackLike(rspack, rspackSettings),
  'rspack with babel-loader': webpackLike(rspack, settings.webpackLike(rspackPlugin, [babelLoader])),
}
