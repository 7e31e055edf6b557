// What logging costs a request in workerd: `node requests.js ROUNDS` prints a table of ratios to a request that
// logs nothing. One connection asks, a request at a time; the arms take turns, so that a busy machine is busy for
// all of them.

import { readdirSync, readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { fileURLToPath } from 'node:url'

import { build } from 'esbuild'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'

/** How many requests an arm makes in its turn. */
const TURN = 100

/** How many records a request writes. */
const RECORDS = [1, 30]

const ARMS = {
  off: 'logging off',
  runtime: '`linestamp/runtime`',
  batch: '`writeBatch` by hand, under `waitUntil`',
  background: '`write` over RPC, each under `waitUntil`',
  awaited: '`write` over RPC, each awaited',
}

const here = fileURLToPath(new URL('.', import.meta.url))
const rounds = Number(process.argv[2])

/** A Worker as one module. */
async function bundle(name) {
  const { outputFiles: [{ text }] } = await build({
    entryPoints: [`${here}${name}.js`], bundle: true, write: false, format: 'esm', target: 'es2022', minify: true,
    external: ['cloudflare:workers'], alias: { 'linestamp/runtime': `${here}../../linestamp-node/js/runtime.ts` },
  })
  return { name, modules: true, compatibilityDate: '2026-10-01', script: text }
}

const app = { ...await bundle('app'), bindings: { SERVICE: 'app', ENVIRONMENT: 'production' }, serviceBindings: { LOGS: { name: 'logs', entrypoint: 'Logs' } } }
const miniflare = new Miniflare(convertV4MiniflareOptions({ port: 0, workers: [app, await bundle('logs')] }))
const base = await miniflare.ready
const logs = await miniflare.getWorker('logs')

const agent = new Agent({ keepAlive: true, maxSockets: 1 })

/** Makes a request, and waits for all of its answer. */
function ask(path) {
  return new Promise((resolve, reject) => {
    get(new URL(path, base), { agent }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${path}: ${answer.statusCode}`))
      answer.resume().on('end', resolve)
    }).on('error', reject)
  })
}

/** The processor time of what this process has started, in milliseconds; not a number where the system does not tell. */
function processor() {
  try {
    const children = readdirSync('/proc/self/task').flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' '))
    const ticks = children.filter(Boolean).map((child) => {
      const [user, system] = readFileSync(`/proc/${child}/stat`, 'utf8').split(') ')[1].split(' ').slice(11)
      return Number(user) + Number(system)
    })
    return ticks.reduce((sum, some) => sum + some, 0) * 10
  } catch {
    return NaN
  }
}

/** Waits until the service has so many records more. */
async function arrived(count) {
  while (await arrivals() < count) await new Promise((resolve) => setTimeout(resolve, 1))
}
const arrivals = async () => Number(await (await logs.fetch('http://logs/')).text())

/** One turn: what a request takes until its answer, the tenth fastest, and what processor time it has cost in the end, in microseconds. */
async function turn(arm, records) {
  const each = arm === 'off' ? 0 : records
  let expected = await arrivals()
  const times = []
  for (let n = 0; n < TURN; n++) {
    const begin = performance.now()
    await ask(`/${arm}/${records}`)
    times.push(performance.now() - begin)
    // What goes on behind the answer would hold the next request up.
    await arrived(expected += each)
  }
  const before = processor()
  for (let n = 0; n < TURN; n++) await ask(`/${arm}/${records}`)
  await arrived(expected + TURN * each)
  return { time: times.toSorted((one, two) => one - two)[TURN / 10] * 1000, processor: (processor() - before) * 1000 / TURN }
}

const middle = (numbers) => numbers.toSorted((one, two) => one - two)[numbers.length >> 1]
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`)

row('records', 'how they are logged', 'until the answer', 'processor, both Workers')
row('---:', '---', '---:', '---:')
for (const records of RECORDS) {
  const turns = Object.fromEntries(Object.keys(ARMS).map((arm) => [arm, []]))
  for (let round = -1; round < rounds; round++) {
    for (const arm of Object.keys(ARMS)) {
      const took = await turn(arm, records)
      // The first round does not count: code gets fast.
      if (round >= 0) turns[arm].push(took)
    }
  }
  for (const [arm, name] of Object.entries(ARMS)) {
    const ratio = middle(turns[arm].map(({ time }, round) => time / turns.off[round].time))
    const work = (of) => turns[of].reduce((sum, { processor }) => sum + processor, 0)
    row(records, name, ratio.toFixed(1), (work(arm) / work('off')).toFixed(1))
  }
}
await miniflare.dispose()
agent.destroy()
