import type { Project, ProjectOptions } from 'linestamp'

import { plain } from './paths.js'

/** What a plugin takes: the keys of `linestamp.toml`, which they win over, and how to report. */
export interface Options extends ProjectOptions {
  /** Whether a record without a true stamp fails the build. Left out, it is a warning. */
  strict?: boolean
}

/** The options for the addon, which refuses those that it does not know. */
export function ofProject({ strict: _, ...project }: Options): ProjectOptions {
  return project
}

/** Whether the environment says to pass everything through. */
export function switchedOff(): boolean {
  return process.env['LINESTAMP'] === 'off'
}

/** The source of a regular expression for the ends of source files' names, without the dot. */
export function ends(project: Project): string {
  return project.extensions.map(plain).join('|')
}
