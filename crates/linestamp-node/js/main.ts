// The package's main entry: the addon, or the wasm where no binary fits.

import type * as binding from '../binding.js'

type Engine = typeof binding

/** What answers. Both give the same stamps; the wasm is slower, and has no command line. */
export const engine: 'addon' | 'wasm' = process.env['LINESTAMP_WASM'] === '1' ? 'wasm' : whatLoads()

function whatLoads(): 'addon' | 'wasm' {
  try {
    require('../binding.js')
    return 'addon'
  } catch (failure) {
    // It reads no paths of Windows, where a Node for x64 runs on every machine, and has a binary.
    if (process.platform === 'win32') throw failure
    return 'wasm'
  }
}

const chosen: Engine = engine === 'addon' ? require('../binding.js') : require('./wasm.cjs')

export const Project = chosen.Project
export const Survey = chosen.Survey
export const run = chosen.run
export const transform = chosen.transform
export const transformAsync = chosen.transformAsync
