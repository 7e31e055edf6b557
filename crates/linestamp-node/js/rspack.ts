import type { Options } from './options.js'
import { unplugin } from './unplugin.js'

/** The plugin for Rspack. */
const linestamp: typeof unplugin.rspack = unplugin.rspack

export default linestamp
