// Which tool a process is, and whether what it was asked for is a build.

import { realpathSync } from 'node:fs'

/** The subcommands of wrangler that bundle a Worker. */
const BUILDS = [/^dev$/, /^deploy$/, /^publish$/, /^build$/, /^versions upload$/, /^pages functions build$/]

/** Why esbuild by itself cannot be reached. */
export const COMMAND_LINE = "esbuild's own command line takes no plugins; build from a script, with `linestamp/esbuild`"

/** The options with which a subcommand only speaks. */
const SPEAKS = new Set(['--help', '-h', '--version', '-v'])

/** The options before a subcommand whose value is a word of its own. */
const VALUED = new Set(['-c', '--config', '--cwd', '-e', '--env', '--env-file'])

/** Programs of Node that build, or that start what builds. */
const BUILDERS = /(?:^|[\s\\/;&|"'])(wrangler|esbuild|npm|npx|pnpm|yarn)(?:[\s;&|"']|\.cmd|$)/

/** A program that a command line names, if it is one of Node that may build. */
export function builder(line: string): string | null {
  return BUILDERS.exec(line)?.[1] ?? null
}

/** The package that a process's main script belongs to; its path where it is in none. */
export function tool(script: string | undefined): string {
  if (script === undefined) return 'node'
  let real = script
  try {
    real = realpathSync(script)
  } catch {
    // Not a file, or gone.
  }
  const found = /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(real)
  return found?.[1]?.replace('\\', '/') ?? script
}

/** The subcommand, if these words have wrangler bundle something. */
export function wranglerBuilds(words: string[]): string | null {
  if (words.some((word) => SPEAKS.has(word))) return null
  const named = words.filter((word, at) => !word.startsWith('-') && !VALUED.has(words[at - 1] ?? ''))
  for (const length of [1, 2, 3]) {
    const command = named.slice(0, length).join(' ')
    if (BUILDS.some((build) => build.test(command))) return command
  }
  return null
}
