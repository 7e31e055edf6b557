// The example's logs service, with the tests that it has itself: Vitest within workerd.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'

import { environment } from '../wrangler/support.mjs'
import { logsService, modules } from './support.mjs'

const at = logsService()

/** Runs a program of the installed packages in the service's folder, which has to end well. */
function run(script, ...words) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(modules, script), ...words], {
    cwd: at.path('services/logs'),
    encoding: 'utf8',
    env: environment(at, { PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter) }),
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
