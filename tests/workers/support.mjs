// The example in a folder of its own, with what these tests installed, and a judge of its records.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

import { project } from '../hosts/support.mjs'

const here = dirname(fileURLToPath(import.meta.url))

/** Where the example lies. */
export const example = join(here, '../../examples/workers')

/** The packages that these tests installed. */
export const modules = join(here, 'node_modules')

/** Where `cargo xtask hosts` installs the package. */
const packed = join(here, '../wrangler/node_modules')

/** The version that all records of a build have. */
export const VERSION = 'abc123'

/** What has a script of the example write it, and nothing of Node's own. */
export const versioned = { VERSION, NODE_NO_WARNINGS: '1' }

/** What is no source of the example's. */
const MADE = ['node_modules', '.wrangler', '.linestamp', 'dist', 'version.ts']

/** Parts of the example in a folder of their own, gone when the tests are done. */
function copy(...names) {
  const running = []
  // Before the folder goes, which `project` sees to.
  after(() => Promise.all(running.map(({ stop }) => stop())))
  const at = { ...project(), running }
  /** Replaces a part of a file, which has to be there. */
  at.edit = (name, from, to) => {
    const text = readFileSync(at.path(name), 'utf8')
    assert.ok(text.includes(from), `${name} has ${from}`)
    at.put({ [name]: text.replace(from, to) })
  }
  for (const name of names) {
    cpSync(join(example, name), at.path(name), { recursive: true, filter: (path) => !MADE.includes(basename(path)) })
  }
  const link = (to, name) => {
    mkdirSync(dirname(at.path(name)), { recursive: true })
    symlinkSync(to, at.path(name), 'junction')
  }
  return { at, link }
}

/** The logs service and what it needs, its version included. */
export function logsService() {
  const { at, link } = copy('tsconfig.base.json', 'packages/shared', 'scripts/write-version.ts', 'services/logs')
  execFileSync(process.execPath, [at.path('scripts/write-version.ts')], { env: { ...process.env, ...versioned } })
  link(modules, 'node_modules')
  link(at.path('packages/shared'), 'services/logs/node_modules/@acme/shared')
  return at
}

/** The whole, as `npm install` leaves it. */
export function system() {
  const { at, link } = copy('.')
  link(at.path('packages/shared'), 'node_modules/@acme/shared')
  for (const name of readdirSync(modules)) if (!name.startsWith('.')) link(join(modules, name), `node_modules/${name}`)
  for (const name of readdirSync(join(modules, '.bin'))) link(join(modules, '.bin', name), `node_modules/.bin/${name}`)
  // The package as it is packed.
  for (const name of ['linestamp', '.bin/linestamp']) link(join(packed, name), `node_modules/${name}`)
  return at
}

/**
 * The lines at which a call may stand that writes records of an event, or a marked record, by a search for its name in
 * the sources.
 */
export function places(at, event) {
  const sources = ['packages', 'services'].flatMap((folder) => readdirSync(at.path(folder), { recursive: true })
    .filter((name) => name.endsWith('.ts') && name.includes('/src/'))
    .map((name) => join(folder, name)))
  return sources.flatMap((name) => {
    const lines = readFileSync(at.path(name), 'utf8').split('\n')
    const named = lines.flatMap((line, index) => (new RegExp(`['"]${event}['"]`).test(line) ? [index] : []))
    return named.map((index) => {
      const call = lines.slice(0, index + 1).findLastIndex((line) => /\b(write|writeBatch|logEvent)\(|@linestamp \*\//.test(line))
      return `${basename(name)}:${call + 1}`
    })
  })
}
