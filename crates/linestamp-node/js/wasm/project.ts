// `Project` in wasm: what the addon has, but for the survey.

import type { ProjectOptions, Transformation, TreePlan } from '../../binding.js'

import type { Machine } from './machine.js'

/** What never changes about a project. */
interface Known {
  project: number
  files: string[]
  options: ProjectOptions
  root: string
  extensions: string[]
  codeFilter: string
}

/** What a host knows about paths. */
export interface Paths {
  /** An absolute path. */
  absolute(path: string): string
}

/** The class, for the projects of one machine. */
export function projectOf(machine: () => Machine, paths: Paths) {
  const closing = new FinalizationRegistry(({ project, generation }: { project: number; generation: number }) => {
    if (machine().generation === generation) machine().ask(() => ({ ask: 'close', project }))
  })

  return class Project {
    readonly #given: unknown
    #known: Known
    #generation: number

    constructor(options?: ProjectOptions) {
      const given = options ?? {}
      const cwd: unknown = given.cwd ?? '.'
      this.#given = { ...given, cwd: typeof cwd === 'string' ? paths.absolute(cwd) : cwd }
      this.#known = machine().ask(() => ({ ask: 'open', options: this.#given })) as Known
      this.#generation = machine().generation
      this.#closeWithThis()
    }

    get files() {
      return this.#known.files
    }

    get options() {
      return this.#known.options
    }

    get root() {
      return this.#known.root
    }

    get extensions() {
      return this.#known.extensions
    }

    get codeFilter() {
      return this.#known.codeFilter
    }

    mayHoldSites(code: string | Uint8Array): boolean {
      return machine().ask(() => ({ ask: 'holds', project: this.#number() }), code) as boolean
    }

    transform(code: string | Uint8Array, id: string, map?: string | null): Transformation | null {
      return machine().ask(() => ({ ask: 'module', project: this.#number(), id, map }), code) as Transformation | null
    }

    transformFile(file: string): Transformation | null {
      const path = paths.absolute(file)
      return machine().ask(() => ({ ask: 'file', project: this.#number(), file: path })) as Transformation | null
    }

    plan(code: string | Uint8Array, id: string): TreePlan | null {
      return machine().ask(() => ({ ask: 'plan', project: this.#number(), id }), code) as TreePlan | null
    }

    survey(): never {
      throw new Error('linestamp: the wasm looks through no folder, which takes threads; ask about each file')
    }

    /** The number that the machine's instance knows it by, which an earlier instance took along. */
    #number(): number {
      if (this.#generation !== machine().generation) {
        this.#known = machine().ask(() => ({ ask: 'open', options: this.#given })) as Known
        this.#generation = machine().generation
        this.#closeWithThis()
      }
      return this.#known.project
    }

    #closeWithThis(): void {
      closing.register(this, { project: this.#known.project, generation: this.#generation })
    }
  }
}
