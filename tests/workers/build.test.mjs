// The scripts that build the example's services, as `npm run build` calls them.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { done } from '../wrangler/support.mjs'
import { scripts } from './built.mjs'
import { system } from './support.mjs'

const at = system()
const options = scripts(at)

test('Vite builds for production, unless the environment names another one', async () => {
  await done(at, [process.execPath, 'scripts/write-version.ts'], options)
  const built = async (more) => {
    await done(at, ['npm', 'run', 'build'], { env: { ...options.env, ...more }, cwd: at.path('services/http') })
    const [name] = readdirSync(at.path('services/http/dist'))
    return JSON.parse(readFileSync(at.path(join('services/http/dist', name, 'wrangler.json')), 'utf8')).vars.ENVIRONMENT
  }
  assert.equal(await built(), 'production')
  assert.equal(await built({ CLOUDFLARE_ENV: 'staging' }), 'staging')
})
