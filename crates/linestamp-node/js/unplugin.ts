import { readFileSync } from 'node:fs'
import { basename, isAbsolute } from 'node:path'

import { Project, type Transformation } from 'linestamp'
import { createUnplugin, type UnpluginBuildContext, type UnpluginContext, type UnpluginMessage } from 'unplugin'
import type { UserConfig } from 'vite'

import { ends, ofProject, type Options, switchedOff } from './options.js'
import { frame, text } from './report.js'

/** The definition that Vite, Rollup, Rolldown, webpack, Rspack and Farm share. */
export const unplugin = createUnplugin<Options | undefined, false>((options = {}, meta) => {
  let project = new Project(ofProject(options))
  const filter = { id: nameFilter(project), code: new RegExp(project.codeFilter) }
  const transform = {
    // Before anything that moves or strips lines, also where `enforce` is not known.
    order: 'pre' as const,
    filter,
    handler(this: UnpluginBuildContext & UnpluginContext, code: string, id: string) {
      if (switchedOff()) return null
      // Vite starts anew when the configuration changes.
      if (meta.framework !== 'vite') for (const file of project.files) this.addWatchFile(file)
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
  }
  return {
    name: 'linestamp',
    enforce: 'pre',
    buildStart() {
      // The configuration may have changed since the last build.
      project = new Project(ofProject(options))
      for (const file of project.files) this.addWatchFile(file)
    },
    transform,
    vite: {
      config: ({ worker }) => withWorkers(worker?.plugins?.(), options),
      configureServer(server) {
        server.watcher.add(project.files)
        server.watcher.on('change', (file) => {
          if (project.files.includes(file)) void server.restart()
        })
      },
    },
  }
})

/** Vite bundles workers with plugins of their own: ours is among them, unless the user put it there. */
function withWorkers(own: unknown[] = [], options: Options): Pick<UserConfig, 'worker'> | null {
  const there = own.flat(Infinity).some((plugin) => (plugin as { name?: unknown } | null)?.name === 'linestamp')
  return there ? null : { worker: { plugins: () => [unplugin.vite(options)] } }
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

function tell(
  context: UnpluginBuildContext & UnpluginContext,
  done: Transformation,
  id: string,
  options: Options,
): void {
  for (const found of done.diagnostics) {
    const place = `${done.path}:${found.line}:${found.column}`
    // Not every tool shows the place of a message, so the message itself has it.
    const message = `${place}: ${text(found)}\n${frame(found)}`
    const loc = { file: id, line: found.line, column: found.column - 1 }
    report(context, options.strict ? 'error' : 'warn', { message, id, loc })
  }
}

function report(
  context: UnpluginBuildContext & UnpluginContext,
  how: 'error' | 'warn',
  what: UnpluginMessage & { message: string },
): void {
  const native = context.getNativeBuildContext?.()
  // Farm takes a text and no more; unplugin makes an error of it, at which Farm ends the process.
  if (native?.framework === 'farm') native.context?.[how](what.message)
  else context[how](what)
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
function tellChanged(context: UnpluginBuildContext & UnpluginContext, path: string): void {
  const message = `${path}: another plugin changed this file before linestamp, and left no map; put linestamp() first, or its lines may be wrong`
  report(context, 'warn', { message })
}
