// What the tests of the logs service over HTTP need: the service in `wrangler dev`, `linestamp serve`
// beside it, and the command line.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { address, done, freePort, start } from '../wrangler/support.mjs'
import { example } from './support.mjs'

export { until } from '../hosts/support.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const binary = join(root, 'target/debug', process.platform === 'win32' ? 'linestamp.exe' : 'linestamp')

export const README = readFileSync(join(example, 'services/logs/README.md'), 'utf8')

/** The configuration of the service, relative to the folder. */
const CONFIG = 'services/logs/wrangler.jsonc'

/** A text of JSON with comments, as a value. */
export const jsonc = (text) => new Function(`return (${text})`)()

/** What the service is configured as, with all that is of the environment for development. */
export function configuration(at) {
  const { env, ...common } = jsonc(readFileSync(at.path(CONFIG), 'utf8'))
  return { ...common, ...env?.development }
}

/**
 * Starts `wrangler dev` with the service so configured, with secrets, and behind other Workers, of which
 * the first one answers HTTP; its address.
 */
export async function worker(at, { config = configuration(at), secrets = {}, first = [] } = {}) {
  at.put({ [CONFIG]: JSON.stringify(config) })
  const lines = Object.entries(secrets).map(([name, value]) => `${name}='${value}'\n`)
  at.put({ 'services/logs/.dev.vars': lines.join('') })
  const state = ['--persist-to', at.path('.state')]
  await done(at, ['wrangler', 'd1', 'migrations', 'apply', 'DB', '--local', '-c', CONFIG, ...state])
  const configs = [...first, CONFIG].flatMap((path) => ['-c', path])
  const ports = ['--port', '0', '--inspector-port', `${await freePort()}`]
  return address(start(at, ['wrangler', 'dev', ...configs, ...ports, ...state]))
}

/** Starts `linestamp serve` with its data in the folder; its address. */
export async function service(at) {
  at.put({ 'service.toml': 'environment = "development"\n' })
  const words = ['serve', '--listen', '127.0.0.1:0', '--data', at.path('data'), '--config', at.path('service.toml')]
  const [url] = await start(at, [binary, ...words]).says(/http:\/\/127\.0\.0\.1:[1-9]\d*/)
  return url
}

/** Makes a token, which `data/tokens.json` then knows; its text. */
export async function token(at, name, scope, workspace) {
  const bound = workspace ? ['--workspace', workspace] : []
  const words = ['token', 'create', name, '--scope', scope, ...bound, '--data', at.path('data')]
  return (await done(at, [binary, ...words])).trim()
}

/** Starts the command line. */
export function linestamp(at, words, env) {
  return start(at, [binary, ...words], { env })
}
