// The script that deploys the example, as far as that goes without an account.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { done, run } from '../wrangler/support.mjs'
import { scripts } from './built.mjs'
import { system } from './support.mjs'

const at = system()
const options = scripts(at)
const deploy = [process.execPath, 'scripts/deploy.ts']

/** What the script says of services, in its order. */
const told = (output) => output.split('\n').filter((line) => /^(logs|resources|coordinator|executor|http)\b[^:]*: /.test(line))

test('a dry run goes through all services, in the order in which they are bound', async () => {
  const output = await done(at, ['npm', 'run', 'deploy', '--', '--dry-run'], options)
  assert.match(output, /\nlogs, resources, coordinator, executor, http can be deployed, in this order\n/)
  assert.deepEqual(told(output).map((line) => line.split(': ')[0]), ['logs', 'logs', 'resources', 'resources', 'coordinator', 'executor', 'http'])
  assert.doesNotMatch(output, /migrations apply/)
})

test('what fails stops the rest, and is told with what is done', async () => {
  at.edit('services/coordinator/src/coordinator.ts', './dead-letters.ts', './gone.ts')
  const { code, output } = await run(at, [...deploy, '--dry-run'], options)
  assert.equal(code, 1)
  assert.match(output, /\ncoordinator: it cannot be deployed, see above\. Good: logs, resources\. Not yet: coordinator, executor, http\.\n/)
  assert.doesNotMatch(output, /\nexecutor: /)
})

test('a database has its migrations first: where these fail, its service is not deployed', async () => {
  // Nobody's account, whoever runs the tests.
  const nobody = Object.fromEntries(['CLOUDFLARE_API_TOKEN', 'CLOUDFLARE_API_KEY', 'CF_API_TOKEN', 'CF_API_KEY'].map((name) => [name, undefined]))
  const { code, output } = await run(at, deploy, { env: { ...options.env, ...nobody } })
  assert.equal(code, 1)
  assert.match(output, /\nlogs: the migrations of its database are not applied, see above\. Deployed: nothing\. Not yet: logs, resources, coordinator, executor, http\.\n/)
  assert.doesNotMatch(output, /wrangler deploy/)
})
