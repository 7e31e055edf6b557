// esbuild's own interface, with our plugin in each bundle.

import type { BuildOptions, Plugin } from 'esbuild'

import { isStrict, note } from './journal.js'

type Esbuild = Record<string, unknown>
type Build = (options?: BuildOptions, ...rest: unknown[]) => unknown

/**
 * esbuild's exports with our plugin first in each bundle. They are getters that cannot be redefined,
 * so it is a copy that carries the plugin.
 */
export function wrapped(esbuild: Esbuild): Esbuild {
  const { build, context, buildSync } = esbuild as Record<string, Build>
  const ours = { build: stamping(build), context: stamping(context), buildSync: unplugged(buildSync) }
  // Who imports it as a module also takes its default.
  return Object.assign({ ...esbuild, ...ours }, { default: { ...esbuild, ...ours } })
}

function stamping(build: Build | undefined): Build | undefined {
  return build && ((options, ...rest) => {
    if (!options?.bundle) return build(options, ...rest)
    note({ is: 'hooked' })
    return build({ ...options, plugins: withPlugin(options) }, ...rest)
  })
}

function withPlugin({ plugins = [], absWorkingDir }: BuildOptions): Plugin[] {
  if (plugins.some(({ name }) => name === 'linestamp')) return plugins
  // Only a process that bundles pays for the addon.
  const linestamp = require('./esbuild.cjs') as typeof import('../esbuild.js').default
  const folder = absWorkingDir === undefined ? {} : { cwd: absWorkingDir }
  return [linestamp({ ...folder, strict: isStrict() }), ...plugins]
}

/** esbuild takes no plugins there. */
function unplugged(build: Build | undefined): Build | undefined {
  return build && ((options, ...rest) => {
    if (options?.bundle) {
      const why = 'it is bundled by `buildSync`, which takes no plugins'
      note({ is: 'missed', why })
      throw new Error(`linestamp run: ${why}`)
    }
    return build(options, ...rest)
  })
}
