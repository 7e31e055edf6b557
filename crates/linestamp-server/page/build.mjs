// Builds the page into ../assets, which is committed: whoever builds the service needs no Node. And into the example's
// logs service on Workers, under names of which bundlers for Workers make texts.
//
//   node build.mjs           writes
//   node build.mjs --check   writes nothing, fails where a file there is not what it would be
//   node build.mjs --watch   writes again whenever a source changes

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const assets = join(here, '../assets')
const worker = join(here, '../../../examples/workers/services/logs/src/page')

/** What the service serves, by file name. */
async function built() {
  const result = await build({
    absWorkingDir: here,
    bundle: true,
    entryPoints: { page: 'src/main.tsx' },
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
    minify: true,
    outdir: 'out',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    write: false,
    banner: { js: '/* Licences of what is in here: LICENSES.txt beside it */' },
    legalComments: 'none',
  })
  const files = new Map()
  for (const file of result.outputFiles) {
    files.set(file.path.slice(join(here, 'out').length + 1), Buffer.from(file.contents))
  }
  files.set('LICENSES.txt', Buffer.from(INSIDE.map(licence).join('\n')))
  files.set('icon.svg', readFileSync(join(here, 'src/icon.svg')))
  // A name never changes, its version does whenever what it names does.
  const versioned = (all, name) => all.replaceAll(`assets/${name}"`, `assets/${name}?v=${version(files.get(name))}"`)
  const index = [...files.keys()].reduce(versioned, readFileSync(join(here, 'src/index.html'), 'utf8'))
  files.set('index.html', Buffer.from(index))
  return files
}

/** The packages whose code is in what is built. */
const INSIDE = ['preact', '@preact/signals', '@preact/signals-core', 'uplot']

function licence(name) {
  const folder = join(here, 'node_modules', name)
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return `${name} ${version}\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n`
}

const version = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 12)

/** The files by their names in a Worker. */
const inWorker = (files) => new Map([...files].map(([name, bytes]) => [/\.(js|css|svg)$/.test(name) ? `${name}.txt` : name, bytes]))

function write(folder, files) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes)
}

function writeAll(files) {
  write(assets, files)
  write(worker, inWorker(files))
  const zipped = [...files.values()].reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0)
  console.log(`${files.size} files, ${zipped} bytes when gzipped`)
}

function check(folder, files) {
  const there = existsSync(folder) ? readdirSync(folder) : []
  const stale = [...files].filter(([name, bytes]) => !there.includes(name) || !readFileSync(join(folder, name)).equals(bytes))
  const names = [...stale.map(([name]) => name), ...there.filter((name) => !files.has(name))]
  if (names.length > 0) {
    console.error(`${folder} is stale (${names.join(', ')}): run \`npm run build\` in crates/linestamp-server/page`)
    process.exit(1)
  }
}

const files = await built()
if (process.argv.includes('--check')) {
  check(assets, files)
  check(worker, inWorker(files))
} else writeAll(files)
if (process.argv.includes('--watch')) {
  watch(join(here, 'src'), { recursive: true }, async () => writeAll(await built()))
}
