import type { Plugin } from 'rolldown'

import type { Options } from './options.js'
import { plugin } from './plugin.js'

/** The plugin for Rolldown. */
export default function linestamp(options: Options = {}): Plugin {
  return plugin(options, 'rolldown').hooks
}
