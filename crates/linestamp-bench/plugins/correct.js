// The plugins' stamps held against the stack: `node correct.js` builds each case with Vite and each
// plugin, runs the bundle, and prints a table. A case is written once; each plugin gets it with the
// call that it looks for.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { build } from 'vite'

import { vitePlugins } from './plugins.js'

// One of them does nothing in production.
process.env.NODE_ENV = 'development'

/** What a plugin looks for: the object, its method, and what a record is. */
const CALLS = {
  linestamp: { object: 'env.LOGS', last: 'LOGS', holder: 'env', method: 'write', record: (text) => `{ message: '${text}' }` },
  'magic-string': { object: 'env.LOGS', last: 'LOGS', holder: 'env', method: 'write', record: (text) => `{ message: '${text}' }` },
  evlog: { object: 'log', last: 'log', method: 'info', record: (text) => `{ message: '${text}' }` },
  'unplugin-turbo-console': { object: 'console', last: 'console', method: 'log', record: (text) => `'${text}'` },
}

const TYPES = `interface Task {
  id: string
  attempts: number
}

type Outcome = 'done' | 'failed'

`

/** Each module with what it does; `O.M` is the call, `R` a record. */
const CASES = {
  'by itself, behind types': ({ object, method, record }) => `${TYPES}export function run(task: Task) {
  ${object}.${method}(${record('run')})
}
run({ id: 'a', attempts: 1 })
`,
  'over several lines': ({ object, method, record }) => `${TYPES}${object}
  .${method}(
    ${record('lines')},
  )
`,
  'twice in a line, behind a template': ({ object, method, record }) => `const text = \`
\${1}
\`
void text; ${object}.${method}(${record('first')}); ${object}.${method}(${record('second')})
`,
  'optional': ({ object, method, record }) => `${TYPES}${object}?.${method}?.(${record('optional')})
`,
  'by a computed name': ({ object, method, record }) => `${object}['${method}'](${record('computed')})
`,
  'in a cast': ({ object, method, record }) => `${TYPES}(${object} as any).${method}(${record('cast')})
`,
  'an alias': ({ object, method, record }) => `const alias = ${object}

alias.${method}(${record('alias')})
`,
  'destructured': ({ object, method, record }) => `const { ${method}: say } = ${object}

say(${record('destructured')})
`,
  'a record made before': ({ object, method, record }) => `const made = ${record('made')}

${object}.${method}(made)
`,
  'a comment last in the record': ({ object, method, record }) => {
    const plain = record('comment')
    const commented = plain.startsWith('{') ? plain.replace(/ }$/, ', /* last */ }') : `${plain} /* last */`
    return `${object}.${method}(${commented})\n`
  },
  'in JSX': ({ object, method, record }) => `const h = (_: unknown, props: { on: () => void }) => props.on()
export const shown = (
  <a
    on={() => ${object}.${method}(${record('jsx')})}
  />
)
`,
  'behind an enum': ({ object, method, record }) => `enum Kind {
  One,
  Two,
}

${object}.${method}(${record('enum')})
void Kind.Two
`,
}

/** Calls of something else that has the name. */
const OTHERS = {
  'a local of that name': ({ last, method, record }) => `{
  const ${last} = { ${method}: other }
  ${last}.${method}(${record('local')})
}
`,
  'a parameter of that name': ({ last, method, record }) => `;((${last}: { ${method}: typeof other }) => {
  ${last}.${method}(${record('parameter')})
})({ ${method}: other })
`,
}

/** Where records arrive. The first frame outside of this file is the call's. */
const RUNTIME = `
export const seen: object[] = []
const place = () => {
  const frames = (new Error().stack ?? '').split('\\n').slice(1)
  const frame = frames.find((frame) => !frame.includes('runtime.ts') && /:\\d+:\\d+/.test(frame)) ?? ''
  return Number(/:(\\d+):\\d+\\)?$/.exec(frame)?.[1])
}
const stamp = (args: unknown[]) => {
  const [first] = args as [any]
  const text = typeof first === 'string' ? /\\u00b7(\\d+)/.exec(first) : /:(\\d+)$/.exec(first?.source_location ?? first?.__source ?? '')
  return text === null ? undefined : Number(text[1])
}
const take = (...args: unknown[]) => void seen.push({ stamp: stamp(args), line: place() })
const print = console.log
export const env = { LOGS: { write: take } }
export const log = { info: take }
console.log = take
export const other = (...args: unknown[]) => void seen.push({ other: true, stamp: stamp(args) })
process.on('exit', () => print(JSON.stringify(seen)))
`

async function run(plugin, source) {
  const folder = mkdtempSync(join(tmpdir(), 'linestamp-correct-'))
  try {
    mkdirSync(join(folder, 'src'))
    writeFileSync(join(folder, 'linestamp.toml'), '')
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'src/runtime.ts'), RUNTIME)
    const head = "import { env, log, other } from './runtime'; void env; void log; void other;\n"
    writeFileSync(join(folder, 'src/main.tsx'), head + source)
    await build({
      root: folder,
      configFile: false,
      mode: 'development',
      logLevel: 'silent',
      oxc: { jsx: { runtime: 'classic', pragma: 'h' } },
      build: { ssr: true, minify: false, sourcemap: true, outDir: 'out', rollupOptions: { input: join(folder, 'src/main.tsx') } },
      plugins: await vitePlugins(plugin, folder),
    })
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }
    const said = execFileSync(process.execPath, ['--enable-source-maps', join(folder, 'out/main.js')], options)
    return JSON.parse(said.trim().split('\n').at(-1))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What one plugin makes of one case, in a word. */
async function judge(plugin, source) {
  let seen
  try {
    seen = await run(plugin, source)
  } catch {
    return 'build breaks'
  }
  const words = seen.map(({ other, stamp, line }) => {
    if (other) return stamp === undefined ? 'left alone' : 'touched'
    if (stamp === undefined) return 'missed'
    return stamp === line ? 'right' : `line ${stamp} for ${line}`
  })
  return [...new Set(words)].join(', ') || 'no record'
}

// What plugins say is not the table.
console.warn = () => {}

const plugins = Object.keys(CALLS)
const rows = []
for (const [name, source] of Object.entries({ ...CASES, ...OTHERS })) {
  const row = [name]
  for (const plugin of plugins) row.push(await judge(plugin, source(CALLS[plugin])))
  rows.push(row)
}
console.log(`| the call | ${plugins.join(' | ')} |`)
console.log(`|---|${plugins.map(() => '---').join('|')}|`)
for (const row of rows) console.log(`| ${row.join(' | ')} |`)
process.exit()
