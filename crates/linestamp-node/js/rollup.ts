import type { Plugin } from 'rollup'

import type { Options } from './options.js'
import { plugin } from './plugin.js'

/** The plugin for Rollup. */
export default function linestamp(options: Options = {}): Plugin {
  return plugin(options, 'rollup').hooks
}
