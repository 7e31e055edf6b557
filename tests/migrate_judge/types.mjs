// The errors of types that a migration brings.

import { join, relative } from 'node:path'

import ts from 'typescript'

/** The bindings, as a user declares them. */
const BINDINGS = `
interface LogRecord {
  level: 'debug' | 'info' | 'warn' | 'error'
  message: string
  event_type?: string
  metadata?: object
}
interface Env { LOGS: { write(record: LogRecord): Promise<void> } }
declare module 'cloudflare:workers' { export const env: Env }
`

const OPTIONS = {
  allowImportingTsExtensions: true,
  esModuleInterop: true,
  experimentalDecorators: true,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  noEmit: true,
  skipLibCheck: true,
  strict: true,
  target: ts.ScriptTarget.ES2022,
  types: ['node'],
}

/** What was read of libraries and packages, which is the same for all. */
const read = new Map()

/** The files of a folder in a program with types. */
export function programOf(folder, files) {
  const bindings = join(folder, 'bindings.d.ts')
  const own = files.map((file) => join(folder, file))
  const options = { ...OPTIONS, typeRoots: [join(folder, 'node_modules/@types')] }
  const host = ts.createCompilerHost(options, true)
  const { fileExists, getSourceFile } = host
  host.getCurrentDirectory = () => folder
  host.fileExists = (file) => file === bindings || fileExists.call(host, file)
  host.getSourceFile = (file, ...more) => {
    if (file === bindings) return ts.createSourceFile(file, BINDINGS, OPTIONS.target, true)
    if (own.includes(file)) return getSourceFile.call(host, file, ...more)
    if (!read.has(file)) read.set(file, getSourceFile.call(host, file, ...more))
    return read.get(file)
  }
  return { folder, own, program: ts.createProgram([bindings, ...own], options, host) }
}

/** The errors of the second program that the first has not. */
export function newErrors(first, second) {
  const known = errorsOf(first)
  return errorsOf(second).filter((error) => {
    const at = known.indexOf(error)
    if (at >= 0) known.splice(at, 1)
    return at < 0
  })
}

function errorsOf({ folder, own, program }) {
  return own.flatMap((path) => {
    const errors = program.getSemanticDiagnostics(program.getSourceFile(path))
    return errors.map(({ code, messageText }) => `${relative(folder, path)}: TS${code}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
  })
}
