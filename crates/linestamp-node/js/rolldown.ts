import type { Options } from './options.js'
import { unplugin } from './unplugin.js'

/** The plugin for Rolldown. */
const linestamp: typeof unplugin.rolldown = unplugin.rolldown

export default linestamp
