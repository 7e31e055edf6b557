// Compiled, never run: what a user writes has the types that the package says.
import { Project, transform, transformAsync, type Transformation } from 'linestamp'
import stamps from 'linestamp/typescript'
import type ts from 'typescript'

const done: Transformation = transform('', { path: 'a.ts', target: [{ call: 'a.b', dynamic: 'skip' }] })
const code: string | null = done.code
const later: Promise<Transformation> = transformAsync(Buffer.from(code ?? ''), { path: 'a.ts' })
const found: Transformation | null = new Project({ cwd: '.' }).transform('', 'a.ts')
// @ts-expect-error: no such option
transform('', { path: 'a.ts', targets: [] })
const before: ts.TransformerFactory<ts.SourceFile>[] = [stamps(), stamps({ strict: true, report: () => undefined })]
export { before, later, found }
