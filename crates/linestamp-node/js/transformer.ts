import { dirname } from 'node:path'

import type { ProjectOptions } from 'linestamp'
import type ts from 'typescript'

import { ofProject, type Options } from './options.js'
import type { Compiler } from './tree.js'

/** What the transformer takes. */
export interface TransformerOptions extends Options {
  /** The compiler whose trees are transformed. Left out, it is the package `typescript`. */
  typescript?: Compiler
  /**
   * Takes what there is to tell. Left out, warnings are printed to standard error, and errors
   * thrown; with `ts-patch`, errors are among the compiler's own.
   */
  report?: (diagnostic: ts.Diagnostic) => void
}

/** What `ts-patch` gives to a transformer beside the program and the configuration. */
export interface PatchExtras {
  /** The compiler. */
  ts: Compiler
  /** Adds to what the compiler tells. */
  addDiagnostic(diagnostic: ts.Diagnostic): unknown
}

/** The keys of a plugin's configuration that `ts-patch` itself reads. */
const PATCH_KEYS = new Set(['transform', 'after', 'import', 'isEsm', 'resolvePathAliases', 'tsConfig', 'type', 'name'])

/** The options without the keys that `ts-patch` itself reads. */
export function ofPlugin(config: TransformerOptions): TransformerOptions {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !PATCH_KEYS.has(key)))
}

/** The options for the addon; the search for the configuration begins where `tsconfig.json` is. */
export function ofTransformer(
  { typescript: _, report: _2, ...options }: TransformerOptions,
  compiler: ts.CompilerOptions,
): ProjectOptions {
  const config = compiler['configFilePath']
  const cwd = typeof config === 'string' ? dirname(config) : process.cwd()
  return ofProject({ cwd, ...options })
}
