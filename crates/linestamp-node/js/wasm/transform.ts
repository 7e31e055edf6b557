// `transform` in wasm.

import type { Transformation, TransformOptions } from '../../binding.js'

import type { Machine } from './machine.js'

/** The function, asking one machine. */
export function transformOf(machine: () => Machine) {
  return (code: string | Uint8Array, options: TransformOptions): Transformation =>
    machine().ask(() => ({ ask: 'transform', options }), code) as Transformation
}
