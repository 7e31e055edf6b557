// Preloaded into each Node process of a `linestamp run`: puts the plugin into the esbuild that a tool
// loads, which is the only way into wrangler. Whatever esbuild runs without it is told of and stopped.

import childProcess from 'node:child_process'
import Module from 'node:module'

import { note } from './journal.js'
import { wrapped } from './esbuild.js'
import { builder, COMMAND_LINE, tool, wranglerBuilds } from './tools.js'

/** esbuild's entry, wherever it is installed. */
const ESBUILD = /[\\/]esbuild(?:-wasm)?[\\/]lib[\\/]main\.js$/

/** esbuild's binary, or the script that stands for it. */
const BINARY = /(?:^|[\\/])esbuild(?:\.exe)?$/

/** An assignment in a command line or script, which puts our option out of the way unless it repeats it. */
const ASSIGNED = /\bNODE_OPTIONS=("[^"]*"|'[^']*'|\S*)/g

type Load = (module: NodeJS.Module, filename: string) => void
const extensions = (Module as unknown as { _extensions: Record<string, Load> })._extensions

let present = false

/** Both `require` and `import` load a CommonJS file through this. */
function watchModules(): void {
  const load = extensions['.js']
  if (load === undefined) return
  extensions['.js'] = (module, filename) => {
    const esbuild = ESBUILD.test(filename)
    // It may start its process, for synchronous calls, while it is loaded.
    if (esbuild) present = true
    load(module, filename)
    if (esbuild) module.exports = wrapped(module.exports)
  }
}

/** A copy of esbuild that is part of a tool's own bundle is seen by the process that it starts. */
function watchProcesses(): void {
  for (const name of ['spawn', 'execFileSync'] as const) {
    const start = childProcess[name] as (...all: unknown[]) => unknown
    const watched = (program: unknown, ...rest: unknown[]) => {
      const words = [program, ...(Array.isArray(rest[0]) ? rest[0] : [])].map(String)
      if (!present && words.some((word) => BINARY.test(word))) refuse()
      const line = words.join(' ')
      const assigned = [...line.matchAll(ASSIGNED)].some(([, value]) => !value?.includes('NODE_OPTIONS'))
      if (assigned && builder(line) !== null) note({ is: 'lost' })
      return start(program, ...rest)
    }
    Object.assign(childProcess, { [name]: watched })
  }
  Module.syncBuiltinESMExports()
}

function refuse(): never {
  const name = tool(process.argv[1])
  const why = name === 'esbuild' ? COMMAND_LINE : `${name} has an esbuild of its own, which Linestamp cannot reach`
  note({ is: 'missed', why })
  throw new Error(`linestamp run: ${why}`)
}

watchModules()
watchProcesses()
const named = tool(process.argv[1])
const command = named === 'wrangler' ? wranglerBuilds(process.argv.slice(2)) : null
note({ is: 'began', tool: named, command })
