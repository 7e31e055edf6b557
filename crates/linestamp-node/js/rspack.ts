import type { Compiler, RspackPluginInstance } from '@rspack/core'

import type { Options } from './options.js'

/** The plugin for Rspack. Only a compiler that takes it has to wait for `unplugin`. */
export default function linestamp(options: Options = {}): RspackPluginInstance {
  return {
    apply(compiler: Compiler) {
      const { unplugin } = require('./unplugin.cjs') as typeof import('./unplugin.js')
      unplugin.rspack(options).apply(compiler)
    },
  }
}
