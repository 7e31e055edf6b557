import { createRequire } from 'node:module'

/** The package's main entry, taken by its file: Node needs longer to find a package by its own name, and to read off a
 * CommonJS module what it exports, than to load the addon. */
const main = createRequire(import.meta.url)('./main.cjs') as typeof import('linestamp')

export const { engine, Project } = main
export type Project = import('linestamp').Project
