// The main entry in browsers: the engine in wasm, which has to be fetched first.

import type { Transformation, TransformOptions } from '../binding.js'

import { Machine } from './wasm/machine.js'
import { transformOf } from './wasm/transform.js'

export type { Diagnostic, Site, SiteRecord, Target, Transformation, TransformOptions } from '../binding.js'

/** Where the wasm comes from. */
export type Wasm = string | URL | Response | BufferSource | WebAssembly.Module

let machine: Machine | undefined

/**
 * Makes the engine ready. Left out, the wasm is the package's own, beside the module, as bundlers for
 * browsers find it.
 */
export default async function init(wasm: Wasm = new URL('../linestamp.wasm', import.meta.url)): Promise<void> {
  machine = new Machine(await compiled(wasm), (text) => console.error(text))
}

async function compiled(wasm: Wasm): Promise<WebAssembly.Module> {
  if (wasm instanceof WebAssembly.Module) return wasm
  if (wasm instanceof ArrayBuffer || ArrayBuffer.isView(wasm)) return WebAssembly.compile(wasm)
  const response = wasm instanceof Response ? wasm : await fetch(wasm)
  if (!response.ok) throw new Error(`linestamp: ${response.url} answers ${response.status}; give init() the address of linestamp.wasm`)
  // Not every server knows what wasm is, which streaming would want.
  return WebAssembly.compile(await response.arrayBuffer())
}

/** Stamps one text. `init()` has to be done. */
export const transform: (code: string | Uint8Array, options: TransformOptions) => Transformation = transformOf(() => {
  if (machine === undefined) throw new Error('linestamp: the wasm is not there yet; `await init()` first')
  return machine
})
