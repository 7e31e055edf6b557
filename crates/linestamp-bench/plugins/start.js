// What the package's entries add to the start of Node: `node start.js [ROUNDS] [ENTRY…]`. Each round starts Node
// once with nothing and once for each entry, which is imported and whose plugin is made, so that whatever
// else the machine does falls on all alike; what is told is the median of the differences in each round. Its tools are not loaded: they are the
// build's own. It takes `npm run build` in `crates/linestamp-node` first.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ENTRIES = ['esbuild', 'vite', 'rollup', 'rolldown', 'webpack', 'rspack', 'farm']

const [rounds = '31', ...named] = process.argv.slice(2)
const entries = named.length > 0 ? named : ENTRIES
const folder = mkdtempSync(join(tmpdir(), 'linestamp-start-'))

/** A script that makes a plugin as the entry's users do; esbuild's does its work when a build takes it. */
function script(entry) {
  const address = new URL(`../../linestamp-node/dist/${entry}.mjs`, import.meta.url).href
  const begin = { esbuild: '.setup({ initialOptions: {}, onStart() {}, onLoad() {}, onEnd() {} })' }[entry] ?? ''
  return `import linestamp from ${JSON.stringify(address)}\nlinestamp({ cwd: ${JSON.stringify(folder)} })${begin}\n`
}

function milliseconds(file) {
  const begin = process.hrtime.bigint()
  const { status, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return Number(process.hrtime.bigint() - begin) / 1e6
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

try {
  writeFileSync(join(folder, 'linestamp.toml'), '')
  const arms = [['', ''], ...entries.map((entry) => [entry, script(entry)])]
  const files = arms.map(([entry, text], at) => {
    const file = join(folder, `${at}.mjs`)
    writeFileSync(file, text)
    return { entry, file, times: [] }
  })
  for (let round = 0; round < Number(rounds); round += 1) {
    for (const { file, times } of files) times.push(milliseconds(file))
  }
  const [{ times: bare }, ...rest] = files
  console.log(`Node by itself: ${median(bare).toFixed(1)} ms, the median of ${rounds} starts`)
  for (const { entry, times } of rest) {
    const more = median(times.map((time, round) => time - bare[round]))
    console.log(`linestamp/${entry}: ${more.toFixed(1)} ms more`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
