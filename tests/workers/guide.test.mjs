// docs/guide.md, as a reader would follow it: its files are written into an empty folder, its commands run
// there in order, and what they print is compared with what the page shows.
//
// A block of `sh` is run; the `text` behind it is its answer. What is started with `sh server` goes on. Of
// `sh account`, which needs an account at Cloudflare, it is seen that wrangler knows it. Any other block is
// the file that the line before it names last.

import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { eventually, project } from '../hosts/support.mjs'
import { done, freePort, start } from '../wrangler/support.mjs'
import { modules } from './support.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
/** Where `cargo xtask hosts` installs the package. */
const packed = join(root, 'tests/wrangler/node_modules')

/** The ports that the page names. */
const PORTS = ['8787', '8788']

/** The blocks of the page: at which line each is, what it is, which file, and its text. */
function blocksOf(page) {
  const lines = page.split('\n')
  const blocks = []
  for (let at = 0; at < lines.length; at++) {
    const [, info] = /^```(.+)$/.exec(lines[at]) ?? []
    if (!info) continue
    const end = lines.indexOf('```', at)
    const [, file] = /.*`([^`]+)`:$/.exec(lines[at - 2]) ?? []
    blocks.push({ line: at + 1, info, file, text: lines.slice(at + 1, end).join('\n') })
    at = end
  }
  return blocks
}

const running = []
// Before the folder goes, which `project` sees to.
after(() => Promise.all(running.map(({ stop }) => stop())))
const at = { ...project(), running }
rmSync(at.path('linestamp.toml'))

const env = {
  LINESTAMP: root,
  // The wrangler of the project itself, by `npx` and scripts alone.
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
}
const ports = Object.fromEntries(await Promise.all(PORTS.map(async (port) => [port, `${await freePort()}`])))

/** A command, or what it should print, with the ports that are free. */
const ported = (text) => text.replace(/\b878[78]\b/g, (port) => ports[port])
const shell = (text) => done(at, ['sh', '-c', ported(text)], { env })
/** What is printed, without what differs from run to run. */
const comparable = (text) => text.trim().replace(/\d{4}-\d\d-\d\d/g, 'DATE').replace(/\d\d:\d\d:\d\d\.\d+/g, 'TIME')

/** What a manifest of the project asks for. */
function wanted(folder) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(at.path(join(folder, 'package.json')), 'utf8'))
  return Object.keys({ ...dependencies, ...devDependencies })
}

/** What `npm install` does, with what these tests installed and nothing beyond: packages that are not asked for are not there. */
function install(words) {
  const own = new Map()
  for (const top of ['packages', 'services']) {
    for (const name of readdirSync(at.path(top))) {
      const folder = join(top, name)
      own.set(JSON.parse(readFileSync(at.path(join(folder, 'package.json')), 'utf8')).name, folder)
    }
  }
  const asked = words.filter((word) => !word.startsWith('-')).map((word) => (word.includes('.tgz') ? 'linestamp' : word))
  for (const name of new Set([...asked, ...['.', ...own.values()].flatMap(wanted), ...own.keys()])) {
    const from = own.has(name) ? at.path(own.get(name)) : join(name === 'linestamp' ? packed : modules, name)
    assert.ok(existsSync(from), `the tests have no ${name}`)
    mkdirSync(dirname(at.path(`node_modules/${name}`)), { recursive: true })
    symlinkSync(from, at.path(`node_modules/${name}`), 'junction')
  }
  mkdirSync(at.path('node_modules/.bin'))
  for (const [name, folder] of [['wrangler', modules], ['linestamp', packed]]) {
    symlinkSync(join(folder, '.bin', name), at.path(`node_modules/.bin/${name}`))
  }
}

/** Runs a block, which has to end well and to print what is shown, sooner or later. */
async function run({ text, line }, answer) {
  const [, rest, words] = /^(?:([^]*)\n)?npm install (.*)$/.exec(text) ?? [undefined, text]
  const attempt = async () => {
    const said = await shell(rest ?? '')
    if (answer !== undefined) assert.equal(comparable(said), comparable(ported(answer)), `line ${line}: ${text}`)
  }
  await (answer === undefined ? attempt() : eventually(attempt, 60_000))
  if (words) install(words.split(' '))
}

/** Starts what goes on, and waits until it serves, with the services that it is bound to. */
async function serve({ text }) {
  const server = start(at, ['sh', '-c', `exec ${ported(text)} --inspector-port ${await freePort()}`], { env })
  await server.says(/Ready on/)
  if (server.said().includes('#LogsService')) await server.says(/#LogsService\).*\[connected\]/)
}

/** Sees that wrangler knows a command that only an account can run, or deploys as far as it goes without one. */
async function rehearse(text) {
  for (const line of text.split('\n')) {
    const [command, file] = line.split(' < ')
    assert.ok(!file || existsSync(at.path(file)), `${line}: there is no ${file}`)
    if (/ deploy\b/.test(command)) await shell(`${command} --dry-run`)
    else {
      const known = await shell(`${command} --help`)
      for (const option of command.match(/ --?[a-z-]+/g) ?? []) assert.ok(known.includes(option.trim()), `${line}: wrangler has no ${option}`)
    }
  }
}

test('the guide leads from an empty folder to stamped records', async () => {
  const blocks = blocksOf(readFileSync(join(root, 'docs/guide.md'), 'utf8'))
  assert.ok(blocks.length > 15, `${blocks.length} blocks were found`)
  for (const [index, block] of blocks.entries()) {
    const next = blocks[index + 1]
    if (block.info === 'sh') await run(block, next?.info === 'text' ? next.text : undefined)
    else if (block.info === 'sh server') await serve(block)
    else if (block.info === 'sh account') await rehearse(block.text)
    else if (block.info !== 'text') {
      assert.ok(block.file, `line ${block.line}: the file has no name`)
      at.put({ [block.file]: `${block.text}\n` })
    }
  }
  // The record's line is that of the call, by a search for its message; and that of an edited file is a new one.
  const source = readFileSync(at.path('src/shop.ts'), 'utf8')
  // A request that comes while a Worker starts anew may never be answered; the next one is.
  const order = 'curl -sS --max-time 15 http://localhost:8787/orders'
  const query = `npx linestamp query 'message:"Order placed"' --url http://localhost:8788`
  const line = (text) => {
    const lines = text.split('\n')
    const message = lines.findIndex((found) => found.includes("'Order placed'"))
    return lines.findLastIndex((found, number) => number <= message && found.includes('.write(')) + 1
  }
  assert.match(await shell(query), new RegExp(`Order placed +shop\\.ts:${line(source)}\\n`))
  const edited = `// A line more.\n${source}`
  at.put({ 'src/shop.ts': edited })
  await eventually(async () => {
    await shell(order)
    assert.match(await shell(query), new RegExp(`Order placed +shop\\.ts:${line(edited)}\\n`))
  }, 60_000)
})
