// One build of a tree by one tool with one plugin: `node build.js TOOL PLUGIN TREE`. Nothing is
// written, so that only the build counts.

import { build as esbuild } from 'esbuild'
import { rolldown } from 'rolldown'
import { build as vite } from 'vite'

import { esbuildPlugin, rolldownPlugins, vitePlugins } from './plugins.js'

// One of the plugins does nothing in production.
process.env.NODE_ENV = 'development'

const [, , tool, plugin, tree] = process.argv
const input = `${tree}/src/main.ts`
const external = ['cloudflare:workers']

const tools = {
  async esbuild() {
    const plugins = await esbuildPlugin(plugin, tree)
    const options = { absWorkingDir: tree, entryPoints: [input], bundle: true, write: false, format: 'esm', external, plugins }
    const { outputFiles } = await esbuild({ ...options, outdir: 'out', sourcemap: true, logLevel: 'error' })
    return outputFiles.length
  },
  async rolldown() {
    const bundle = await rolldown({ cwd: tree, input, external, plugins: await rolldownPlugins(plugin, tree), logLevel: 'silent' })
    const { output } = await bundle.generate({ format: 'esm', sourcemap: true })
    await bundle.close()
    return output.length
  },
  async vite() {
    const rollupOptions = { input, external }
    const build = { write: false, minify: false, sourcemap: true, ssr: true, rollupOptions }
    const plugins = await vitePlugins(plugin, tree)
    await vite({ root: tree, configFile: false, mode: 'development', logLevel: 'error', build, plugins })
    return 1
  },
}

if ((await tools[tool]()) === 0) throw new Error('nothing was built')
// Servers that a plugin may have started would keep the process alive.
process.exit()
