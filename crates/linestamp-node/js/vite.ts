import type { Options } from './options.js'
import { unplugin } from './unplugin.js'

/** The plugin for Vite. */
const linestamp: typeof unplugin.vite = unplugin.vite

export default linestamp
