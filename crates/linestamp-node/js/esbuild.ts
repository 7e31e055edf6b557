import { realpathSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'

import type { Loader, OnLoadResult, PartialMessage, Plugin, PluginBuild } from 'esbuild'
import type { Diagnostic, Survey, Transformation } from 'linestamp'

import { engine, Project } from './engine.mjs'
import { ends, ofProject, type Options, switchedOff } from './options.js'
import { oneOf, outside, plain } from './paths.js'
import { text } from './report.js'

/** The loaders whose input is JavaScript or TypeScript. */
const SCRIPT = new Set<Loader>(['js', 'jsx', 'ts', 'tsx'])

const TAKEN = 'another plugin loaded this file, so its log calls have no stamps; put linestamp() before that plugin'

const WRITTEN = 'this file was written or changed while the build ran, so its log calls have no stamps; build again, or write it before the build begins'

const LOADERS: Record<string, Loader> = {
  '.js': 'js', '.mjs': 'js', '.cjs': 'js', '.jsx': 'jsx',
  '.ts': 'ts', '.mts': 'ts', '.cts': 'ts', '.tsx': 'tsx',
}

/**
 * The plugin for esbuild. Put it before plugins that load the same files: esbuild asks the first
 * one that answers. A file that another plugin took and that has something to stamp is an error.
 *
 * Asking a plugin about a file costs esbuild more than all that is done here. So for one build
 * (`esbuild.build`) the working directory is looked through ahead, and esbuild asks about the files
 * that may hold a site, and about all from elsewhere. Where builds follow on each other
 * (`esbuild.context`) it asks about every file, since each may get its first site.
 */
export default function linestamp(options: Options = {}): Plugin {
  return {
    name: 'linestamp',
    setup(build) {
      if (switchedOff()) return
      let project = new Project(ofProject(options))
      const survey = isOnly(build) ? surveyOf(build, project) : undefined
      let watched = false
      const seen = new Set<string>()
      build.onStart(() => {
        if (survey !== undefined) return
        // The configuration may have changed since the last build.
        project = new Project(ofProject(options))
        watched = false
      })
      for (const filter of filters(project, survey, options)) {
        build.onLoad({ filter, namespace: 'file' }, ({ path }) => {
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
      }
      const others = (build.initialOptions.plugins?.length ?? 0) > 1
      if (others || survey !== undefined) tellMissed(build, () => project, seen, survey)
    },
  }
}

/** The folder that the build works in. */
function topOf(build: PluginBuild): string {
  return build.initialOptions.absWorkingDir ?? process.cwd()
}

/**
 * Whether no other build follows this one. esbuild does not say so to its plugins, but its function
 * for one build is then among the callers. Not to recognise it costs time, and nothing else.
 */
function isOnly(build: PluginBuild): boolean {
  // Paths through links are not those that a survey finds.
  if (build.initialOptions.preserveSymlinks) return false
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 30
  const callers = new Error().stack ?? ''
  Error.stackTraceLimit = limit
  return /^ +at (?:\w+\.)?build \(.*[\\/]esbuild[\\/]lib[\\/]main\.js:/m.test(callers)
}

/** What the working directory holds, unless that would not help; the wasm looks through none. */
function surveyOf(build: PluginBuild, project: Project): Survey | undefined {
  if (engine === 'wasm') return undefined
  const survey = project.survey(topOf(build))
  const few = survey.candidates.length * 3 <= survey.files
  return few ? survey : undefined
}

/** What esbuild itself compares a path with before it asks the plugin about a file. */
function filters(project: Project, survey: Survey | undefined, { packages }: Options): RegExp[] {
  if (survey === undefined) return [nameFilter(project)]
  const elsewhere = `${outside(survey.folder + sep)}\\.(?:${ends(project)})`
  const here = survey.candidates.length > 0 ? `${oneOf(survey.candidates)}|` : ''
  const filters = [new RegExp(`^(?:${here}${elsewhere})$`)]
  if (packages !== undefined && packages.length > 0) {
    const names = packages.map((name) => plain(name).replaceAll('\\/', '[\\\\/]')).join('|')
    filters.push(new RegExp(`[\\\\/]node_modules[\\\\/](?:${names})[\\\\/].*\\.(?:${ends(project)})$`))
  }
  return filters
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

/** Files with something to stamp that went by: loaded by another plugin, or written meanwhile. */
function tellMissed(
  build: PluginBuild,
  project: () => Project,
  seen: Set<string>,
  survey: Survey | undefined,
): void {
  const wanted = build.initialOptions.metafile ?? false
  build.initialOptions.metafile = true
  const top = realpathSync(topOf(build))
  const filter = nameFilter(project())
  const candidates = new Set(survey?.candidates)
  build.onEnd((result) => {
    const inputs = Object.keys(result.metafile?.inputs ?? {})
    if (!wanted) delete (result as { metafile?: unknown }).metafile
    const unseen = inputs
      .map((input) => (isAbsolute(input) ? input : join(top, input)))
      .filter((path) => !seen.has(path) && filter.test(path))
    const errors: PartialMessage[] = []
    for (const path of survey?.unknown(unseen) ?? unseen) {
      if (!SCRIPT.has(loaderOf(build, path)) || !isFile(project(), path)) continue
      const text = survey === undefined || candidates.has(path) ? TAKEN : WRITTEN
      errors.push({ text, location: { file: relative(top, path) } })
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
