// What the processes of a `linestamp run` tell the one that started them: a line of JSON an event,
// appended to a file that the environment names, so that nothing is lost however a process ends.

import { appendFileSync, readFileSync } from 'node:fs'

/** The environment's name for the file. */
const VARIABLE = 'LINESTAMP_RUN_JOURNAL'

/** The environment's name for whether a record without a true stamp is an error. */
const STRICT = 'LINESTAMP_RUN_STRICT'

/** What can happen in a process that loaded the hook. */
export type Event =
  /** It began; `tool` is the package that its main script belongs to. */
  | { is: 'began'; tool: string; command: string | null }
  /** esbuild bundles with the plugin in it. */
  | { is: 'hooked' }
  /** esbuild bundles without it. */
  | { is: 'missed'; why: string }
  /** It started a program without the hook. */
  | { is: 'lost' }

/** Notes an event. Outside of a run nobody wants to know. */
export function note(event: Event): void {
  const file = process.env[VARIABLE]
  if (file === undefined) return
  try {
    appendFileSync(file, `${JSON.stringify(event)}\n`)
  } catch {
    // The run is over, and this process outlived it.
  }
}

/** The environment in which processes note their events in a file. */
export function noting(file: string, strict: boolean): NodeJS.ProcessEnv {
  return { [VARIABLE]: file, [STRICT]: strict ? '1' : '' }
}

/** Whether the run that this process is part of is strict. */
export function isStrict(): boolean {
  return process.env[STRICT] === '1'
}

/** The events so far. */
export function events(file: string): Event[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Event)
}
