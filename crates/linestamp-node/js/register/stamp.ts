// The text of a module, stamped, as Node or another loader is about to run it.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { Project } from '../engine.mjs'
import { text } from '../report.js'

/** A source map within the text, by which lines are found again whatever was done to them. */
const INLINE_MAP = /\/\/[#@] ?sourceMappingURL=data:/

/** What a `load` hook gives back. */
export interface Loaded {
  format?: string | null | undefined
  source?: string | ArrayBuffer | NodeJS.TypedArray | null | undefined
}

let project: Project | undefined

/** Stamps what a hook loaded. */
export function loadedStamped<Result extends Loaded>(loaded: Result, url: string): Result {
  const { source, format } = loaded
  // What has no source yet is CommonJS, which passes by when it is compiled.
  if (source == null || !url.startsWith('file:') || format === 'json' || format === 'wasm') return loaded
  const code = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8')
  const done = stamped(code, url)
  return done === null ? loaded : { ...loaded, source: done }
}

/** Stamps the text of a file, known by its path or address; `null` where nothing changes. */
export function stamped(code: string, file: string): string | null {
  project ??= new Project()
  // Most have nothing, and are not looked up.
  if (!project.mayHoldSites(code)) return null
  const path = file.startsWith('file:') ? fileURLToPath(file.replace(/[?#].*$/s, '')) : file
  const done = project.transform(code, path)
  if (done === null) return null
  if (!isTrue(code, path)) {
    process.emitWarning(`${path}: something changed this file before linestamp and left no source map, so it has no stamps`, 'LinestampWarning')
    return null
  }
  for (const found of done.diagnostics) {
    process.emitWarning(`${done.path}:${found.line}:${found.column}: ${text(found)}`, 'LinestampWarning')
  }
  if (done.code === null || done.map === null) return null
  const map = Buffer.from(done.map).toString('base64')
  return `${done.code}\n//# sourceMappingURL=data:application/json;base64,${map}`
}

/** Whether lines in this text can be told: it is the author's, or says where they come from. */
function isTrue(code: string, path: string): boolean {
  if (INLINE_MAP.test(code)) return true
  try {
    const plain = (text: string) => text.replace(/^\uFEFF/, '')
    return plain(readFileSync(path, 'utf8')) === plain(code)
  } catch {
    return true
  }
}
