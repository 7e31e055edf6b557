// Compiled, never run: what a user writes has the types that the package says.
import { engine, Project, transform, transformAsync, type Transformation } from 'linestamp'
import { withLogs } from 'linestamp/runtime'
import stamps from 'linestamp/typescript'
import type ts from 'typescript'

const done: Transformation = transform('', { path: 'a.ts', target: [{ call: 'a.b', dynamic: 'skip' }] })
const code: string | null = done.code
const which: 'addon' | 'wasm' = engine
const later: Promise<Transformation> = transformAsync(Buffer.from(code ?? ''), { path: 'a.ts' })
const found: Transformation | null = new Project({ cwd: '.' }).transform('', 'a.ts')
// @ts-expect-error: no such option
transform('', { path: 'a.ts', targets: [] })
const before: ts.TransformerFactory<ts.SourceFile>[] = [stamps(), stamps({ strict: true, report: () => undefined })]
const worker = { fetch: (_: Request, env: { NAME: string }) => new Response(env.NAME) }
const logged: typeof worker = withLogs(worker, { maxAge: 10, fields: ({ NAME }) => ({ service: NAME }) })
// @ts-expect-error: no such binding
withLogs(worker, { fields: ({ OTHER }) => ({ service: OTHER }) })
export { before, which, later, found, logged }
