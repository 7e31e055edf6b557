import type { Options } from './options.js'
import { unplugin } from './unplugin.js'

/** The plugin for Farm. */
const linestamp: typeof unplugin.farm = unplugin.farm

export default linestamp
