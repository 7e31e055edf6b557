// What each test of a Worker needs: the app in a folder of its own, programs that start and stop,
// and a judge that finds the lines of records by looking for their messages.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { basename, delimiter, dirname, join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

import { project, until } from '../hosts/support.mjs'

export { until }

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, 'node_modules')

/** The app's services, the one that answers HTTP first. */
export const SERVICES = ['http', 'executor', 'logs']

/** How many records one request writes. */
export const RECORDS = 4

/** The files below a folder, with their paths from there. */
function filesOf(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = join(below, entry.name)
    return entry.isDirectory() ? filesOf(folder, name) : [name]
  })
}

/** The app, in a folder that is gone when the tests are done, with what these tests installed. */
export function app(more = {}) {
  // Before the folder goes, which `project` sees to.
  const running = []
  after(() => Promise.all(running.map(({ stop }) => stop())))
  const from = join(here, 'app')
  const files = filesOf(from).map((name) => [name, readFileSync(join(from, name), 'utf8')])
  const at = project({ ...Object.fromEntries(files), ...more })
  const link = (to, name) => symlinkSync(to, at.path(`node_modules/${name}`), 'junction')
  mkdirSync(at.path('node_modules/@acme'), { recursive: true })
  link(at.path('packages/shared'), '@acme/shared')
  for (const name of readdirSync(modules)) if (!name.startsWith('.')) link(join(modules, name), name)
  link(join(modules, '.bin'), '.bin')
  const edit = (name, change) => at.put({ [name]: change(readFileSync(at.path(name), 'utf8')) })
  return { ...at, edit, running }
}

/** The environment of the tools: of this Node, offline, and with nothing shared between tests. */
export function environment(at, more = {}) {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env
  return {
    ...env,
    PATH: [join(modules, '.bin'), env.PATH].join(delimiter),
    CI: '1',
    NO_COLOR: '1',
    WRANGLER_SEND_METRICS: 'false',
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    XDG_CONFIG_HOME: at.path('.config'),
    ...more,
  }
}

/** Starts a program of `node_modules/.bin`, or of the system, in the app's folder. */
export function start(at, [command, ...words], { env = {}, cwd = at.folder } = {}) {
  const child = spawn(command, words, {
    cwd,
    env: environment(at, env),
    // A group of its own, so that what it starts ends with it.
    detached: process.platform !== 'win32',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => { output += text })
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, output }))
  })
  let open = true
  const close = () => { open = false }
  ended.then(close, close)
  const kill = (signal) => {
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal)
    } catch {
      // It has ended by itself.
    }
  }
  const stop = async () => {
    if (open) kill('SIGKILL')
    await ended.catch(() => {})
  }
  const program = {
    child,
    ended,
    stop,
    /** All that it has said so far. */
    said: () => output,
    /** What a pattern finds in its output, once it does. */
    async says(pattern) {
      await until(() => !open || pattern.test(output))
      const found = pattern.exec(output)
      assert.ok(found, `it ended without saying ${pattern}:\n${output}`)
      return found
    },
  }
  at.running.push(program)
  return program
}

/** Runs a program to its end. */
export const run = (at, command, options) => start(at, command, options).ended

/** Runs a program to its end, which has to be a good one. */
export async function done(at, command, options) {
  const { code, output } = await run(at, command, options)
  assert.equal(code, 0, `${command.join(' ')}\n${output}`)
  return output
}

/** Ports below those that a system gives to whoever asks for any, as each connection does: none of them is
 * taken before it is used. Each process begins elsewhere, and gives each port once. */
const [FIRST, COUNT] = [20_000, 12_000]
let given = process.pid * 31

/** A port that nothing listens on. */
export async function freePort() {
  const port = FIRST + (given++ % COUNT)
  return (await isFree(port)) ? port : freePort()
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer().on('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** The arguments of a `wrangler dev` with these services, on a port that the system chooses. */
export function dev(at, inspector, services = SERVICES) {
  const configs = services.flatMap((name) => ['-c', `services/${name}/wrangler.jsonc`])
  return ['wrangler', 'dev', ...configs, '--port', '0', '--inspector-port', `${inspector}`, '--persist-to', at.path('.state')]
}

/** The address of a server, once it says that it is there. */
export async function address(server) {
  const [, url] = await server.says(/Ready on (http:\/\/\S+)/)
  return url
}

/** The records that arrived over RPC by the end of a request. */
export async function ask(url) {
  // A request that comes while a Worker starts anew may never be answered; the next one is.
  const response = await fetch(url, { signal: AbortSignal.timeout(15_000) })
  assert.equal(response.status, 200, await response.clone().text())
  const { records } = await response.json()
  return records
}

/**
 * Where a record's call stands by its message, as the source says now: the nearest `.write(` at
 * or above the only line with that message. Knows nothing of Linestamp.
 */
export function placeOf(at, message) {
  const found = ['packages', 'services'].flatMap((top) => filesOf(at.path(top)).flatMap((name) => {
    // Not in a copy of the sources.
    const lines = /\bsrc[\\/].*\.ts$/.test(name) ? readFileSync(at.path(join(top, name)), 'utf8').split('\n') : []
    const index = lines.findIndex((line) => line.includes(`'${message}'`))
    if (index < 0) return []
    const call = lines.findLastIndex((line, here) => here <= index && line.includes('.write('))
    return [`${basename(name)}:${call + 1}`]
  }))
  assert.equal(found.length, 1, `one source has the message ${message}`)
  return found[0]
}

/** Holds each record against the place where its message stands; gives back the stamps by message. */
export function judge(at, records, count = RECORDS) {
  const latest = new Map(records.map(({ message, source_location }) => [message, source_location]))
  assert.equal(latest.size, count, 'each record arrives')
  for (const [message, stamp] of latest) assert.equal(stamp, placeOf(at, message), message)
  return latest
}
