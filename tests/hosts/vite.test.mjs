// Vite 7 and 8 beyond a plain build: servers, libraries, workers, tests.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import linestamp from 'linestamp/vite'
import * as vite8 from 'vite'
import * as vite7 from 'vite7'
import WebSocket from 'ws'

import { judge, project, SOURCES, until } from './support.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const STAMPS = ['main.ts:11', 'main.ts:13', 'later.ts:8']

const settings = (at, more) => ({
  root: at.folder,
  configFile: false,
  logLevel: 'silent',
  plugins: [linestamp({ cwd: at.folder })],
  ...more,
})

/** Calls what is left to its server with it, and closes it. */
async function serve(vite, at, server, use) {
  const running = await vite.createServer(settings(at, { server, appType: 'custom' }))
  try {
    await use(running)
  } finally {
    await running.close()
  }
}

for (const [name, vite, folder] of [['vite 8', vite8, 'vite'], ['vite 7', vite7, 'vite7']]) {
  test(`${name}: a development server gives fresh lines after an edit`, async () => {
    const at = project(SOURCES)
    await serve(vite, at, { middlewareMode: true, ws: false }, async (server) => {
      const url = '/src/later.ts'
      assert.match((await server.transformRequest(url)).code, /later\.ts:8/)
      at.put({ 'src/later.ts': `\n\n${SOURCES['src/later.ts']}` })
      await until(async () => (await server.transformRequest(url)).code.includes('later.ts:10'))
    })
  })

  test(`${name}: a connected client gets the fresh lines of a hot update`, async () => {
    const source = `${SOURCES['src/later.ts']}import.meta.hot?.accept()\n`
    const at = project({ ...SOURCES, 'src/later.ts': source })
    await serve(vite, at, { host: '127.0.0.1', port: 0 }, async (server) => {
      await server.listen()
      const { port } = server.httpServer.address()
      const get = async (url) => (await fetch(`http://127.0.0.1:${port}${url}`)).text()
      const socket = new WebSocket(`ws://127.0.0.1:${port}/?token=${server.config.webSocketToken}`, 'vite-hmr')
      const messages = []
      socket.on('message', (data) => messages.push(JSON.parse(data)))
      await until(() => messages.some(({ type }) => type === 'connected'))
      assert.match(await get('/src/later.ts'), /later\.ts:8/)
      at.put({ 'src/later.ts': `\n\n${source}` })
      await until(() => messages.some(({ type }) => type === 'update'))
      const { acceptedPath, timestamp } = messages.find(({ type }) => type === 'update').updates[0]
      assert.match(await get(`${acceptedPath}?t=${timestamp}`), /later\.ts:10/)
      socket.close()
    })
  })

  test(`${name}: a server that renders runs stamped modules`, () => {
    const at = project(SOURCES)
    const code = `
import { createServer, createServerModuleRunner } from '${folder}'
import linestamp from 'linestamp/vite'
const root = process.env.ROOT
const server = await createServer({
  root, configFile: false, logLevel: 'silent', appType: 'custom', server: { middlewareMode: true, ws: false },
  plugins: [linestamp({ cwd: root })],
})
await createServerModuleRunner(server.environments.ssr, { hmr: false }).import('/src/main.ts')
await server.close()
`
    const env = { ...process.env, ROOT: at.folder }
    const words = ['--input-type=module', '--eval', code]
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: here, encoding: 'utf8', env })
    assert.equal(status, 0, stderr)
    const seen = JSON.parse(stdout.trim().split('\n').at(-1))
    assert.deepEqual(seen.map(({ stamp }) => stamp), STAMPS)
    for (const { stamp, place } of seen) assert.equal(stamp, place)
  })

  test(`${name}: library mode`, async () => {
    const at = project(SOURCES)
    const lib = { entry: at.path('src/main.ts'), formats: ['es'], fileName: () => 'main.mjs' }
    await vite.build(settings(at, { build: { lib, outDir: at.path('out'), sourcemap: true } }))
    assert.deepEqual(judge(at.path('out/main.mjs')).map(({ stamp }) => stamp), STAMPS)
  })

  for (const own of [false, true]) {
    test(`${name}: bundles of workers${own ? ', where the user put the plugin already' : ''}`, async () => {
      const at = project({
        ...SOURCES,
        'index.html': '<script type="module" src="/src/page.ts"></script>',
        'src/page.ts': `import Other from './other.ts?worker'
new Worker(new URL('./main.ts', import.meta.url), { type: 'module' })
new Other()
`,
        'src/other.ts': "import { later } from './later'\nlater()\n",
      })
      const warnings = []
      const customLogger = vite.createLogger('silent')
      customLogger.warn = (message) => warnings.push(message)
      const plugins = own ? { worker: { plugins: () => [linestamp({ cwd: at.folder })] } } : {}
      await vite.build(settings(at, { ...plugins, customLogger, build: { outDir: at.path('out'), sourcemap: true } }))
      assert.deepEqual(warnings, [])
      const assets = readdirSync(at.path('out/assets'))
      const worker = (start) => at.path(`out/assets/${assets.find((file) => file.startsWith(start) && file.endsWith('.js'))}`)
      assert.deepEqual(judge(worker('main')).map(({ stamp }) => stamp), STAMPS)
      assert.deepEqual(judge(worker('other'), 1).map(({ stamp }) => stamp), ['later.ts:8'])
    })
  }
}

test('vitest: tests run stamped sources', () => {
  // It wants a newer Node than the package, which another folder has.
  const node = join(here, '../wrangler/node_modules/node/bin/node')
  const at = project({
    ...SOURCES,
    'vitest.config.mjs': "import linestamp from 'linestamp/vite'\nexport default { plugins: [linestamp()] }\n",
    'src/main.test.ts': `import { expect, test } from 'vitest'
import { seen } from './recorder'
import './main'

test('lines', () => {
  expect(seen.map((record: any) => record.stamp)).toEqual(${JSON.stringify(STAMPS)})
  expect(seen.map((record: any) => record.place)).toEqual(${JSON.stringify(STAMPS)})
})
`,
  })
  symlinkSync(join(here, 'node_modules'), at.path('node_modules'), 'junction')
  const words = [join(here, 'node_modules/vitest/vitest.mjs'), 'run', '--no-cache']
  const { status, stdout, stderr } = spawnSync(node, words, { cwd: at.folder, encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
  assert.match(stdout, /1 passed/)
})
