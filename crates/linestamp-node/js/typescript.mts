import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isAbsolute, relative, resolve } from 'node:path'

import type { TreePlan } from 'linestamp'
import type ts from 'typescript'

import { Project } from './engine.mjs'
import { type Options, switchedOff } from './options.js'
import { text } from './report.js'
import { ofPlugin, ofTransformer, type PatchExtras, type TransformerOptions } from './transformer.js'
import { type Compiler, edit } from './tree.js'

/**
 * The transformer, to be put first among those `before`: by its options, or, as `ts-patch` calls
 * it, by a program, the plugin's configuration, and what else there is.
 */
export default function linestamp(options?: TransformerOptions): ts.TransformerFactory<ts.SourceFile>
export default function linestamp(
  program: ts.Program,
  options: TransformerOptions,
  extras: PatchExtras,
): ts.TransformerFactory<ts.SourceFile>
export default function linestamp(
  first: TransformerOptions | ts.Program = {},
  second: TransformerOptions = {},
  extras?: PatchExtras,
): ts.TransformerFactory<ts.SourceFile> {
  const options = 'getSourceFiles' in first ? ofPlugin(second) : first
  const compiler = check(extras?.ts ?? options.typescript ?? installed())
  const tell = options.report ?? ((diagnostic) => report(compiler, diagnostic, extras))
  let project: Project | undefined
  return (context) => (file) => {
    if (switchedOff()) return file
    project ??= new Project(ofTransformer(options, context.getCompilerOptions()))
    const plan = project.plan(file.text, nameOf(file, project))
    if (plan === null) return file
    for (const found of diagnostics(compiler, file, plan, options)) tell(found)
    const { file: edited, missed } = edit(compiler, context, file, plan)
    for (const { start, end } of missed) {
      const message = 'another transformer changed this record before linestamp, so it has no stamp; put linestamp first'
      tell(diagnostic(compiler, compiler.DiagnosticCategory.Error, message, file, start, end))
    }
    return edited
  }
}

/** The package `typescript` that is found from here; only who needs it waits for it. */
function installed(): Compiler {
  return createRequire(import.meta.url)('typescript')
}

function check(compiler: Compiler): Compiler {
  if (typeof compiler.visitEachChild === 'function') return compiler
  throw new Error(
    `linestamp: TypeScript ${compiler.version} has no transformers; stamp first, with \`linestamp inject src --out-dir DIR\`, and compile that`,
  )
}

/** A file by its path; one that is on no disk by its name below the root. */
function nameOf({ fileName }: ts.SourceFile, project: Project): string {
  const path = resolve(fileName)
  if (existsSync(path)) return path
  return isAbsolute(fileName) ? relative(project.root, fileName).replaceAll('\\', '/') : fileName
}

function diagnostics(compiler: Compiler, file: ts.SourceFile, plan: TreePlan, { strict }: Options): ts.Diagnostic[] {
  const { Error, Warning } = compiler.DiagnosticCategory
  return plan.diagnostics.map((found) => {
    const category = strict === true ? Error : Warning
    return diagnostic(compiler, category, text(found), file, found.start, found.end)
  })
}

function diagnostic(
  { getOriginalNode }: Compiler,
  category: ts.DiagnosticCategory,
  messageText: string,
  file: ts.SourceFile,
  start: number,
  end: number,
): ts.Diagnostic {
  // The compiler prints the frame from the lines of the file that was parsed.
  const parsed = getOriginalNode(file) as ts.SourceFile
  return { category, code: 0, source: 'linestamp', messageText, file: parsed, start, length: end - start }
}

function report(compiler: Compiler, diagnostic: ts.Diagnostic, extras: PatchExtras | undefined): void {
  const failed = diagnostic.category === compiler.DiagnosticCategory.Error
  if (failed && extras !== undefined) {
    extras.addDiagnostic(diagnostic)
    return
  }
  const host = {
    getCurrentDirectory: () => process.cwd(),
    getCanonicalFileName: (name: string) => name,
    getNewLine: () => '\n',
  }
  const format = process.stderr.isTTY ? compiler.formatDiagnosticsWithColorAndContext : compiler.formatDiagnostics
  const message = format([diagnostic], host)
  if (failed) throw new Error(message.trimEnd())
  process.stderr.write(message)
}
