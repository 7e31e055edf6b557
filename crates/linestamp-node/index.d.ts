export * from './binding.js'

/**
 * What answers: the addon, or the wasm that takes over where no binary fits the platform, and where
 * `LINESTAMP_WASM=1` in the environment says so. Both give the same stamps.
 */
export const engine: 'addon' | 'wasm'
