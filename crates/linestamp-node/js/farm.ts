import type { Options } from './options.js'
import { type Context, plugin } from './plugin.js'

/** The priority before Farm's own plugins and those that leave theirs out, which have 99 and 100. */
const PRE = 102

/** What Farm gives to a hook, as far as it is asked for here. */
interface FarmContext {
  addWatchFile(currentFile: string, targetFile: string): void
  warn(message: string): void
  error(message: string): void
}

/** A module as Farm has it, as far as it is asked for here. */
interface FarmModule {
  resolvedPath: string
  query: [string, string][]
  content: string
}

/** A plugin as Farm takes it. */
interface FarmPlugin {
  name: string
  priority: number
  buildStart: { executor(param: object, context?: FarmContext): void }
  transform: {
    filters: { resolvedPaths: string[]; moduleTypes: string[] }
    executor(module: FarmModule, context?: FarmContext): { content: string; sourceMap: string } | null
  }
}

/** The plugin for Farm. */
export default function linestamp(options: Options = {}): FarmPlugin {
  const { hooks } = plugin(options, 'farm')
  const { filter, handler } = hooks.transform
  return {
    name: hooks.name,
    priority: PRE,
    buildStart: {
      executor: (_, context) => hooks.buildStart.call(contextOf(context)),
    },
    transform: {
      filters: { resolvedPaths: ['.*'], moduleTypes: ['.*'] },
      executor({ resolvedPath, query, content }, context) {
        if (!filter.code.test(content)) return null
        const id = withQuery(virtual(resolvedPath), query)
        const done = handler.call(contextOf(context, resolvedPath), content, id)
        return done === null ? null : { content: done.code, sourceMap: JSON.stringify(done.map) }
      },
    },
  }
}

/** What the hooks ask of a tool; Farm takes messages as texts. */
function contextOf(context: FarmContext | undefined, module?: string): Context {
  return {
    addWatchFile: (file) => context?.addWatchFile(module ?? file, file),
    warn: ({ message }) => context?.warn(message),
    error: ({ message }) => context?.error(message),
  }
}

/** Farm spells the byte out that begins the names of virtual modules. */
function virtual(path: string): string {
  return path.startsWith('\\0') ? `\0${path.slice(2)}` : path
}

function withQuery(path: string, query: [string, string][]): string {
  if (query.length === 0) return path
  return `${path}?${query.map(([key, value]) => (value ? `${key}=${value}` : key)).join('&')}`
}
