// The system as it is deployed: what `npm run build` leaves for production, run by the harness of wrangler,
// which builds nothing anew.

import { readdirSync } from 'node:fs'
import { delimiter } from 'node:path'

import { createTestHarness } from 'wrangler'

import { done, environment } from '../wrangler/support.mjs'
import { versioned } from './support.mjs'

/** The token of the demonstration, which production does not know by itself: its SHA-256, and whom it speaks for. */
const API_KEYS = {
  c48a01f49fd0f2cc404bc3cbbc80e91457a3d41bb429a695243de4c61794155c: { workspace_id: 'ws_demo', user_id: 'user_demo', admin: true },
}

/** How a script of the example is run: on the Node of its packages, with its programs. */
export const scripts = (at) => ({
  env: { PATH: [at.path('node_modules/.bin'), process.env.PATH].join(delimiter), ...versioned },
})

/** Builds all services for production, and has `linestamp verify` look at each. */
export async function build(at) {
  await done(at, ['npm', 'run', 'build'], scripts(at))
}

/** A service as wrangler built it. */
const byWrangler = (name) => ({
  configPath: `services/${name}/wrangler.jsonc`, env: 'production', prebuiltWorkerDir: `services/${name}/dist`,
})

/** The service that Vite built, which left a configuration beside it. */
function byVite(at) {
  const [folder] = readdirSync(at.path('services/http/dist'))
  return { configPath: `services/http/dist/${folder}/wrangler.json`, vars: { API_KEYS } }
}

/**
 * Starts what was built, and Workers of the test beside it, with all databases migrated. To be closed. `logs` is what
 * the service that keeps the records is called.
 */
export async function production(at, { more = [], logs = 'acme-logs' } = {}) {
  const { CLOUDFLARE_CF_FETCH_ENABLED, WRANGLER_SEND_METRICS } = environment(at)
  Object.assign(process.env, { CLOUDFLARE_CF_FETCH_ENABLED, WRANGLER_SEND_METRICS })
  const services = [byVite(at), ...['coordinator', 'executor', 'resources', 'logs'].map(byWrangler)]
  const server = createTestHarness({ root: at.folder, workers: [...services, ...more] })
  const { url } = await server.listen()
  for (const name of ['acme-resources', logs]) await server.getWorker(`${name}-production`).applyD1Migrations('DB')
  return { server, url }
}
