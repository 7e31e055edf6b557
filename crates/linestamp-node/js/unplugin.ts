import { createUnplugin, type UnpluginInstance } from 'unplugin'

import type { Options } from './options.js'
import { plugin } from './plugin.js'

/** The plugin for tools whose plugins are of another form. */
export const unplugin: UnpluginInstance<Options | undefined, false> = createUnplugin(
  (options = {}, { framework }) => plugin(options, framework).hooks,
)
