import type { UnpluginInstance } from 'unplugin'

import type { Options } from './options.js'

/** The plugin for Farm. Only who makes one has to wait for `unplugin`. */
const linestamp: UnpluginInstance<Options | undefined, false>['farm'] = (options) => {
  const { unplugin } = require('./unplugin.cjs') as typeof import('./unplugin.js')
  return unplugin.farm(options)
}

export default linestamp
