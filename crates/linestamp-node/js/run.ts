// `linestamp run`: a command whose esbuild stamps, since a hook is preloaded into its Node processes.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'

import { switchedOff } from './options.js'
import { events, noting } from './run/journal.js'
import { complaint } from './run/verdict.js'

/** The exit status where the command does not start, or built what has no stamps. */
const FAILED = 2

/** The signals that are for the command. */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a command with the hook, and gives back the exit status. If it is strict, a record without a
 * true stamp fails a build.
 */
export async function run(words: string[], strict: boolean): Promise<number> {
  if (switchedOff()) return (await ended(words, process.env)).status
  const folder = mkdtempSync(join(tmpdir(), 'linestamp-run-'))
  try {
    const journal = join(folder, 'journal')
    writeFileSync(journal, '')
    const env = { ...process.env, ...noting(journal, strict), NODE_OPTIONS: options(process.env['NODE_OPTIONS']) }
    const { status, started } = await ended(words, env)
    const said = started ? complaint(words, events(journal), status === 0) : null
    if (said === null) return status
    tell(said)
    return status || FAILED
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Earlier options come first, and stay. */
function options(earlier: string | undefined): string {
  const hook = join(__dirname, 'hook.cjs').replace(/[\\"]/g, '\\$&')
  return [earlier, `--require "${hook}"`].filter(Boolean).join(' ')
}

function tell(text: string): void {
  process.stderr.write(`linestamp run: ${text}\n`)
}

interface Ended {
  status: number
  started: boolean
}

function ended([program = '', ...rest]: string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  // Scripts such as `wrangler.cmd` are for the shell there.
  const child = spawn(program, rest, { env, stdio: 'inherit', shell: process.platform === 'win32' })
  for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'there is no such program on the path' : error.message
      tell(`\`${program}\` does not start: ${why}; \`npx linestamp run -- …\` also finds what the project has installed`)
      resolve({ status: FAILED, started: false })
    })
    child.on('exit', (code, signal) => {
      // As a shell reports it.
      const status = signal === null ? code : 128 + constants.signals[signal]
      resolve({ status: status ?? FAILED, started: true })
    })
  })
}
