import type { Options } from './options.js'
import { unplugin } from './unplugin.js'

/** The plugin for webpack. */
const linestamp: typeof unplugin.webpack = unplugin.webpack

export default linestamp
