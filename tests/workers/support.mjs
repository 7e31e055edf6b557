// The example in a folder of its own, with what these tests installed, and a judge of its records.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const example = join(here, '../../examples/workers')

/** The packages that these tests installed. */
export const modules = join(here, 'node_modules')

/** Where `cargo xtask hosts` installs the package. */
const packed = join(here, '../wrangler/node_modules')

/** What is no source of the example's. */
const MADE = ['node_modules', '.wrangler', '.linestamp', 'dist', 'version.ts']

/** The example as `npm install` leaves it, gone when the tests are done. */
export function system() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'linestamp-workers-')))
  // Before the folder goes.
  const running = []
  after(async () => {
    await Promise.all(running.map(({ stop }) => stop()))
    rmSync(folder, { recursive: true, force: true })
  })
  cpSync(example, folder, { recursive: true, filter: (path) => !MADE.includes(basename(path)) })
  const path = (name) => join(folder, name)
  const link = (to, name) => symlinkSync(to, path(`node_modules/${name}`), 'junction')
  for (const name of ['@acme', '.bin']) mkdirSync(path(`node_modules/${name}`), { recursive: true })
  link(path('packages/shared'), '@acme/shared')
  for (const name of readdirSync(modules)) if (!name.startsWith('.')) link(join(modules, name), name)
  for (const name of readdirSync(join(modules, '.bin'))) link(join(modules, '.bin', name), `.bin/${name}`)
  // The package as it is packed.
  link(join(packed, 'linestamp'), 'linestamp')
  link(join(packed, '.bin/linestamp'), '.bin/linestamp')
  return { folder, path, running }
}

/** The lines at which a call may stand that writes records of an event, by a search for its name in the sources. */
export function places(at, event) {
  const sources = ['packages', 'services'].flatMap((folder) => readdirSync(at.path(folder), { recursive: true })
    .filter((name) => name.endsWith('.ts') && name.includes('/src/'))
    .map((name) => join(folder, name)))
  return sources.flatMap((name) => {
    const lines = readFileSync(at.path(name), 'utf8').split('\n')
    const named = lines.flatMap((line, index) => (new RegExp(`['"]${event}['"]`).test(line) ? [index] : []))
    return named.map((index) => {
      const call = lines.slice(0, index + 1).findLastIndex((line) => /\b(write|writeBatch|logEvent)\(/.test(line))
      return `${basename(name)}:${call + 1}`
    })
  })
}
