import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { ProjectOptions } from 'linestamp'

import { Project } from './engine.mjs'
import { ofProject, type Options, switchedOff } from './options.js'

/** The first version of `@swc/core` that loads the plugin, and the first that it was not tried with. */
const OLDEST = [1, 16] as const
const UNTRIED = [1, 17] as const

type Merged = 'fields' | 'target' | 'include' | 'exclude' | 'ext' | 'packages' | 'refresh' | 'root'

/** What the plugin itself takes: the keys of `linestamp.toml`, merged, and how to report. */
interface PluginOptions extends Pick<ProjectOptions, Merged> {
  /** Whether a record without a true stamp fails the build. */
  strict?: boolean
  /** Whether to pass everything through. */
  off?: boolean
}

/**
 * The plugin for `@swc/core`, for `jsc.experimental.plugins`: the path of its wasm, and its options,
 * with `linestamp.toml` laid under them. Put it first, and set `jsc.experimental.runPluginFirst`.
 */
export default function linestamp(options: Options = {}): [wasm: string, options: PluginOptions] {
  const project = new Project(ofProject(options))
  checkHost(resolve(options.cwd ?? '.'))
  const merged: PluginOptions = project.options
  if (options.strict) merged.strict = true
  if (switchedOff()) merged.off = true
  return [fileURLToPath(new URL('../linestamp_swc_plugin.wasm', import.meta.url)), merged]
}

/** Each version of `@swc/core` has a tree of its own; one that a plugin cannot read fails obscurely. */
function checkHost(folder: string): void {
  const version = hostVersion(folder)
  if (version === undefined) return
  const range = `from ${OLDEST.join('.')} to below ${UNTRIED.join('.')}`
  const said = `linestamp: the plugin is for @swc/core ${range}, and this is ${version}`
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major !== OLDEST[0] || minor < OLDEST[1]) throw new Error(`${said}: install another version of it`)
  if (minor >= UNTRIED[1]) process.emitWarning(`${said}: it was not tried with that`)
}

/** The version of `@swc/core` that a file in this folder would get. */
function hostVersion(folder: string): string | undefined {
  try {
    const manifest = createRequire(join(folder, 'any.js')).resolve('@swc/core/package.json')
    return JSON.parse(readFileSync(manifest, 'utf8')).version
  } catch {
    return undefined
  }
}
