import type { Compiler, WebpackPluginInstance } from 'webpack'

import type { Options } from './options.js'

/** The plugin for webpack. Only a compiler that takes it has to wait for `unplugin`. */
export default function linestamp(options: Options = {}): WebpackPluginInstance {
  return {
    apply(compiler: Compiler) {
      const { unplugin } = require('./unplugin.cjs') as typeof import('./unplugin.js')
      unplugin.webpack(options).apply(compiler)
    },
  }
}
