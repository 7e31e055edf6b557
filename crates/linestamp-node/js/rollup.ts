import type { Options } from './options.js'
import { unplugin } from './unplugin.js'

/** The plugin for Rollup. */
const linestamp: typeof unplugin.rollup = unplugin.rollup

export default linestamp
