// What every host's test needs: a project in a folder of its own, and what its bundle says when run.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after } from 'node:test'

/** Notes for each record its stamp and the place that the stack names. */
const RECORDER = `
export const seen: object[] = []
export const env = {
  LOGS: {
    write(record: Record<string, unknown>) {
      const frame = (new Error().stack ?? '').split('\\n')[2] ?? ''
      const place = /([^/\\\\(]+:\\d+):\\d+\\)?$/.exec(frame)?.[1] ?? frame
      seen.push({ ...record, stamp: record.source_location, place })
    },
  },
}
process.on('exit', () => console.log(JSON.stringify(seen)))
`

/** Two modules that log in several ways; the types go, and with them lines. */
export const SOURCES = {
  'tsconfig.json': '{ "files": ["src/main.ts"] }',
  'src/recorder.ts': RECORDER,
  'src/main.ts': `interface Gone {
  a: string
}

import { env } from './recorder'
import { later } from './later'

const logs: typeof env.LOGS = env.LOGS
type AlsoGone = Gone[]

env.LOGS.write({ message: 'plain' })
logs
  .write({
    message: 'alias, over lines',
  })
later()
`,
  'src/later.ts': `import { env } from './recorder'

export enum Kind {
  One,
}

export function later(): void {
  env.LOGS.write({ message: 'later', kind: Kind.One })
}
`,
}

/** How many records the sources write. */
export const RECORDS = 3

/** A folder with these files, gone when the tests are done. */
export function project(files = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'linestamp-hosts-')))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const put = (more) => {
    for (const [name, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
  }
  put({ 'linestamp.toml': '', ...files })
  return { folder, put, path: (name) => join(folder, name) }
}

/** Runs a bundle, whose maps Node reads, and gives back what its recorder noted. */
export function records(bundle) {
  const said = execFileSync(process.execPath, ['--enable-source-maps', bundle], { encoding: 'utf8' })
  return JSON.parse(said.trim().split('\n').at(-1))
}

/** Runs a bundle and holds each record's stamp against the line that the stack names. */
export function judge(bundle, count = RECORDS) {
  const seen = records(bundle)
  assert.equal(seen.length, count, 'each record arrives')
  for (const { stamp, place } of seen) assert.equal(stamp, place)
  return seen
}

/** Waits for what a tool does in its own time; a test that waits in vain runs into its limit. */
export async function until(holds) {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** Asserts again and again, for a tool that is still at work; fails as the last try failed. */
export async function eventually(asserts, milliseconds = 30_000) {
  const end = Date.now() + milliseconds
  for (;;) {
    try {
      return await asserts()
    } catch (failure) {
      if (Date.now() > end) throw failure
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** A module with a call that is no proven target. */
export const DOUBTFUL = `import { env } from './recorder'

declare const bindings: any
export const doubt = () => {
  bindings.LOGS.write({ message: 'perhaps' })
}
env.LOGS.write({})
`
