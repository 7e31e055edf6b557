// The example's logs service, with the tests that it has itself: Vitest within workerd.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { environment } from '../wrangler/support.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const example = join(here, '../../examples/workers')
const modules = join(here, 'node_modules')

/** The service in a folder of its own, with what these tests installed and nothing that the example has. */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'linestamp-workers-')))
after(() => rmSync(folder, { recursive: true, force: true }))
for (const name of ['tsconfig.base.json', 'packages/shared', 'services/logs']) {
  const isOurs = (path) => !['node_modules', '.wrangler', 'dist'].includes(basename(path))
  cpSync(join(example, name), join(folder, name), { recursive: true, filter: isOurs })
}
const service = join(folder, 'services/logs')
symlinkSync(modules, join(folder, 'node_modules'), 'junction')
mkdirSync(join(service, 'node_modules/@acme'), { recursive: true })
symlinkSync(join(folder, 'packages/shared'), join(service, 'node_modules/@acme/shared'), 'junction')

/** Runs a program of the installed packages in the service's folder, which has to end well. */
function run(script, ...words) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(modules, script), ...words], {
    cwd: service,
    encoding: 'utf8',
    env: environment({ path: (name) => join(folder, name) }, { PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter) }),
  })
  assert.equal(status, 0, `${stdout}\n${stderr}`)
  return stdout
}

test('the logs service and its tests have the right types', () => {
  for (const project of ['.', 'test']) run('typescript/bin/tsc', '--noEmit', '-p', project)
})

test('the tests of the logs service pass in workerd', () => {
  assert.match(run('vitest/vitest.mjs', 'run'), /Test Files +4 passed \(4\)/)
})
