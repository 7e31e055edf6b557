import { readFileSync } from 'node:fs'
import { basename, isAbsolute } from 'node:path'

import type { Transformation } from 'linestamp'

import { Project } from './engine.mjs'
import { ends, ofProject, type Options, switchedOff } from './options.js'
import { frame, text } from './report.js'

/** A message with its place. */
interface Message {
  message: string
  id?: string
  loc?: { file: string; line: number; column: number }
}

/** What each tool gives to a hook. */
export interface Context {
  addWatchFile(file: string): void
  warn(what: Message): void
  error(what: Message): void
}

/**
 * The one definition that Vite, Rollup and Rolldown take as it is, webpack and Rspack by way of `unplugin`, and
 * Farm with other names. `project` is the one of the current build.
 */
export function plugin(options: Options, tool: string) {
  let project = new Project(ofProject(options))
  const filter = { id: nameFilter(project), code: new RegExp(project.codeFilter) }
  const hooks = {
    name: 'linestamp',
    enforce: 'pre' as const,
    buildStart(this: Pick<Context, 'addWatchFile'>) {
      // The configuration may have changed since the last build.
      project = new Project(ofProject(options))
      for (const file of project.files) this.addWatchFile(file)
    },
    transform: {
      // Before anything that moves or strips lines, also where `enforce` is not known.
      order: 'pre' as const,
      filter,
      handler(this: Context, code: string, id: string) {
        // A Rollup older than 4.40 heeds no filter.
        if (switchedOff() || !filter.id.test(id)) return null
        // Vite starts anew when the configuration changes.
        if (tool !== 'vite') for (const file of project.files) this.addWatchFile(file)
        let done = project.transform(code, id)
        if (done === null) return null
        const path = withoutQuery(id)
        const original = path === id && isAbsolute(path) ? changedFrom(code, path) : null
        if (original !== null) {
          const map = mapBefore(this, path, original)
          if (map === null) tellChanged(this, path)
          else done = project.transform(code, id, map) ?? done
        }
        tell(this, done, path, options)
        if (done.code === null || done.map === null) return null
        return { code: done.code, map: mapOf(done, path) }
      },
    },
  }
  return { hooks, project: () => project }
}

/** Names that end like those of source, with or without a query. */
function nameFilter(project: Project): RegExp {
  return new RegExp(`\\.(?:${ends(project)})(?:$|[?#])|^[^/\\\\.]*:`)
}

function withoutQuery(id: string): string {
  return id.replace(/[?#].*$/s, '')
}

/** The map of the change, with the name of its source as bundlers take it. */
function mapOf(done: Transformation, path: string) {
  const map = JSON.parse(done.map ?? 'null')
  if (map.sources.length === 1 && isAbsolute(path)) map.sources = [path]
  return map
}

function tell(context: Context, done: Transformation, id: string, options: Options): void {
  for (const found of done.diagnostics) {
    const place = `${done.path}:${found.line}:${found.column}`
    // Not every tool shows the place of a message, so the message itself has it.
    const message = `${place}: ${text(found)}\n${frame(found)}`
    const loc = { file: id, line: found.line, column: found.column - 1 }
    context[options.strict ? 'error' : 'warn']({ message, id, loc })
  }
}

/** The author's text, if it is another one than this plugin gets. */
function changedFrom(code: string, path: string): string | null {
  let there: string
  try {
    there = readFileSync(path, 'utf8')
  } catch {
    return null
  }
  return plain(there) === plain(code) ? null : there
}

function plain(text: string): string {
  return text.replace(/^\uFEFF/, '')
}

/**
 * The way back to the author's text through what earlier plugins did, from tools that know it. A map
 * of another text says nothing: Rollup makes one up where a plugin loads a file without a map.
 */
function mapBefore(context: object, path: string, original: string): string | null {
  if (!('getCombinedSourcemap' in context) || typeof context.getCombinedSourcemap !== 'function') return null
  const map = JSON.parse(JSON.stringify(context.getCombinedSourcemap()))
  const [source] = map.sources
  const content = map.sourcesContent?.[0] ?? null
  if (map.mappings === '' || map.sources.length !== 1 || basename(source ?? '') !== basename(path)) return null
  if (content !== null && plain(content) !== plain(original)) return null
  return JSON.stringify({ version: 3, names: [], sources: [basename(path)], mappings: map.mappings })
}

/** Stamps count the lines of what this plugin gets, which should be what the author wrote. */
function tellChanged(context: Context, path: string): void {
  const message = `${path}: another plugin changed this file before linestamp, and left no map; put linestamp() first, or its lines may be wrong`
  context.warn({ message })
}
