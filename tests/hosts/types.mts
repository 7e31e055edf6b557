// Compiled, never run: what a user writes has the types that the package says.
import { Project, transform, transformAsync, type Transformation } from 'linestamp'

const done: Transformation = transform('', { path: 'a.ts', target: [{ call: 'a.b', dynamic: 'skip' }] })
const code: string | null = done.code
const later: Promise<Transformation> = transformAsync(Buffer.from(code ?? ''), { path: 'a.ts' })
const found: Transformation | null = new Project({ cwd: '.' }).transform('', 'a.ts')
// @ts-expect-error: no such option
transform('', { path: 'a.ts', targets: [] })
export { later, found }
