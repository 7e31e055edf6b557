import { isAbsolute, resolve } from 'node:path'

import type { Loader, OnLoadResult, PartialMessage, Plugin, PluginBuild } from 'esbuild'
import { type Diagnostic, Project, type Transformation } from 'linestamp'

import { ends, ofProject, type Options, switchedOff } from './options.js'
import { text } from './report.js'

/** The loaders whose input is JavaScript or TypeScript. */
const SCRIPT = new Set<Loader>(['js', 'jsx', 'ts', 'tsx'])

const LOADERS: Record<string, Loader> = {
  '.js': 'js', '.mjs': 'js', '.cjs': 'js', '.jsx': 'jsx',
  '.ts': 'ts', '.mts': 'ts', '.cts': 'ts', '.tsx': 'tsx',
}

/**
 * The plugin for esbuild. Put it before plugins that load the same files: esbuild asks the first
 * one that answers. A file that another plugin took and that has something to stamp is an error.
 */
export default function linestamp(options: Options = {}): Plugin {
  return {
    name: 'linestamp',
    setup(build) {
      if (switchedOff()) return
      let project = new Project(ofProject(options))
      let watched = false
      const seen = new Set<string>()
      build.onStart(() => {
        // The configuration may have changed since the last build.
        project = new Project(ofProject(options))
        watched = false
      })
      build.onLoad({ filter: nameFilter(project), namespace: 'file' }, ({ path }) => {
        const loader = loaderOf(build, path)
        if (!SCRIPT.has(loader)) return undefined
        seen.add(path)
        const done = project.transformFile(path)
        if (done !== null) return loaded(done, path, loader, project, options)
        if (watched) return undefined
        // Nothing of this file is taken: only the configuration is said to be watched.
        watched = true
        return { watchFiles: project.files }
      })
      if ((build.initialOptions.plugins?.length ?? 0) > 1) tellTaken(build, () => project, seen)
    },
  }
}

/** Ends such as `.ts`, for the filter that esbuild applies itself. */
function nameFilter(project: Project): RegExp {
  return new RegExp(`\\.(?:${ends(project)})$`)
}

/** The loader that esbuild would take for a file: that of its longest known end. */
function loaderOf(build: PluginBuild, path: string): Loader {
  const known = { ...LOADERS, ...build.initialOptions.loader }
  const name = path.slice(path.search(/[^/\\]*$/))
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const loader = known[name.slice(dot)]
    if (loader !== undefined) return loader
  }
  return 'js'
}

function loaded(
  done: Transformation,
  path: string,
  loader: Loader,
  project: Project,
  options: Options,
): OnLoadResult {
  const messages = done.diagnostics.map((found) => message(found, path))
  const result: OnLoadResult = { watchFiles: [path, ...project.files] }
  if (options.strict) result.errors = messages
  else result.warnings = messages
  if (done.code !== null && done.map !== null) {
    const map = Buffer.from(done.map).toString('base64')
    const comment = `//# sourceMappingURL=data:application/json;base64,${map}`
    result.contents = `${done.code}\n${comment}`
    result.loader = loader
  }
  return result
}

/** esbuild counts columns from 0, in bytes. */
function message(found: Diagnostic, file: string): PartialMessage {
  const { line, lineText, markStart, markEnd } = found
  const column = Buffer.byteLength(lineText.slice(0, markStart))
  const length = Buffer.byteLength(lineText.slice(markStart, markEnd))
  return { text: text(found), location: { file, line, column, length, lineText } }
}

/** Files that another plugin loaded before this one was asked, if there was something to stamp. */
function tellTaken(build: PluginBuild, project: () => Project, seen: Set<string>): void {
  const wanted = build.initialOptions.metafile ?? false
  build.initialOptions.metafile = true
  const top = build.initialOptions.absWorkingDir ?? process.cwd()
  const filter = nameFilter(project())
  build.onEnd((result) => {
    const inputs = Object.keys(result.metafile?.inputs ?? {})
    if (!wanted) delete (result as { metafile?: unknown }).metafile
    const errors: PartialMessage[] = []
    for (const input of inputs) {
      const path = isAbsolute(input) ? input : resolve(top, input)
      if (seen.has(path) || !filter.test(path) || !SCRIPT.has(loaderOf(build, path))) continue
      if (!isFile(project(), path)) continue
      const text = 'another plugin loaded this file, so its log calls have no stamps; put linestamp() before that plugin'
      errors.push({ text, location: { file: input } })
    }
    return { errors }
  })
}

/** Whether this is a file with sites; an input of another namespace is none. */
function isFile(project: Project, path: string): boolean {
  try {
    return project.transformFile(path) !== null
  } catch {
    return false
  }
}
