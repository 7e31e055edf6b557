// What each test of the page needs: the service as a user starts it, with records in it, and a
// browser that notes whatever goes wrong in it.

import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

import { chromium } from 'playwright-core'

import { executable } from '../chromium.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const MINUTE = 60_000

/** What has to end with the tests of a file. */
const ends = []
after(() => Promise.all(ends.map((end) => end())))

const binary = join(root, 'target/debug', process.platform === 'win32' ? 'linestamp.exe' : 'linestamp')
const REPOSITORY = 'https://github.com/linestamp/linestamp'

/**
 * Starts the service on a free port and a folder of its own; it is gone when the tests are done.
 * `scopes` are those of the tokens that it wants, by their names; `tokens` then has them.
 */
export async function service({ scopes = {} } = {}) {
  const data = mkdtempSync(join(tmpdir(), 'linestamp-page-'))
  const create = ([name, scope]) => {
    const words = ['token', 'create', name, '--scope', scope, '--data', data]
    return [name, execFileSync(binary, words, { encoding: 'utf8' }).trim()]
  }
  const tokens = Object.fromEntries(Object.entries(scopes).map(create))
  const config = join(data, 'service.toml')
  writeFileSync(config, `repository = "${REPOSITORY}"\n`)
  const words = ['serve', '--listen', '127.0.0.1:0', '--data', data, '--config', config]
  const running = spawn(binary, words, { cwd: data, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise((resolve) => running.once('exit', resolve))
  ends.push(async () => {
    running.kill()
    await ended
    rmSync(data, { recursive: true, force: true })
  })
  let said = ''
  const address = await new Promise((resolve, reject) => {
    const hear = (chunk) => {
      said += chunk
      const found = /https?:\/\/127\.0\.0\.1:[1-9]\d*/.exec(said)
      if (found) resolve(found[0])
    }
    running.stdout.on('data', hear)
    running.stderr.on('data', hear)
    running.once('error', reject)
    running.once('exit', (code) => reject(new Error(`the service ended with ${code}: ${said}`)))
  })
  return { address, tokens, put: (records, token) => put(address, records, token) }
}

async function put(address, records, token) {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
  const answer = await fetch(`${address}/v1/records`, { method: 'POST', headers, body: JSON.stringify(records) })
  const body = await answer.text()
  assert.equal(answer.status, 200, body)
  const { stored, refused } = JSON.parse(body)
  assert.deepEqual({ stored, refused }, { stored: records.length, refused: [] })
}

const SERVICES = {
  coordinator: ['coordinator.ts:142', 'lease.ts:31'],
  executor: ['executor.ts:142', 'sandbox/run.ts:64'],
  resources: ['resources.ts:19', 'pool.ts:77'],
  http: ['router.ts:52', 'http.ts:118'],
}
const SAID = {
  error: [['task_timeout', 'Task timed out after 30 s'], ['rpc_call_failed', 'Upstream refused the connection: ECONNREFUSED']],
  warn: [['db_query_slow', 'Slow query: 1,240 ms on tasks_by_workspace'], ['retry', 'Retrying step 3 of 5 in 400 ms']],
  info: [['task_finished', 'Task finished in 2.1 s'], ['http_request', 'GET /v1/runs 200 in 14 ms'], ['run_started', 'Run started with 6 steps']],
  debug: [['cache_hit', 'Cache hit for the plan'], ['sandbox_reused', 'Sandbox is warm, reused']],
}

/** Records of the hour before `now`, the same each time but for that: with a storm of errors in it. */
export function records(count, now) {
  let state = 7
  const chance = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31
  const pick = (all) => all[Math.floor(chance() * all.length)]
  const names = Object.keys(SERVICES)
  return Array.from({ length: count }, (_, index) => {
    const part = index / count
    const dice = chance()
    const stormy = part > 0.66 && part < 0.72 && dice < 0.5
    const level = stormy || dice < 0.015 ? 'error' : dice < 0.1 ? 'warn' : dice < 0.7 ? 'info' : 'debug'
    const service = pick(names)
    const [event_type, message] = pick(SAID[level])
    return {
      timestamp: Math.round(now - 55 * MINUTE + part * 54 * MINUTE + chance() * 400),
      level,
      service,
      environment: chance() < 0.9 ? 'production' : 'staging',
      event_type,
      message,
      source_location: pick(SERVICES[service]),
      trace_id: `7f3a${String(Math.floor(index / 16)).padStart(12, '0')}`,
      request_id: `req-${Math.floor(index / 8)}`,
      version: part < 0.5 ? '9f00e17' : 'ab12cd3',
      instance_id: `do-${index % 7}`,
      metadata: {
        duration_ms: Math.round(chance() * 900),
        user: { plan: pick(['pro', 'free']), id: `u_${index % 90}` },
        steps: [{ name: 'plan', ok: true }, { name: 'run', ok: level !== 'error' }],
      },
    }
  })
}

let browser

/** A new window on an address. `troubles` are what its console, its policy and its network say. */
export async function visit(url, { width = 1280, height = 800, ...more } = {}) {
  if (!browser) {
    browser = await chromium.launch({ ...executable(), args: ['--no-sandbox'] })
    ends.push(() => browser.close())
  }
  const context = await browser.newContext({ viewport: { width, height }, ...more })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const troubles = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('dialog', (dialog) => {
    troubles.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith('data:')) troubles.push(`asks ${request.url()}`)
  })
  await page.addInitScript(() => {
    globalThis.violations = []
    document.addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(event.violatedDirective))
  })
  await page.goto(url)
  /** Asserts that nothing went wrong, but for what is expected, and closes the window. */
  const quiet = async (...expected) => {
    assert.deepEqual(await page.evaluate(() => globalThis.violations), [])
    assert.deepEqual(troubles.filter((said) => !expected.some((one) => said.includes(one))), [])
    await context.close()
  }
  return { page, quiet }
}

/** Waits until the page shows so many records in its histogram's words. */
export const counted = (page, count) => page.locator('.reading .all', { hasText: count }).waitFor()

/** Waits until the table has rows of a kind and no others: they come after the count. */
export async function only(page, kind) {
  await page.locator(`.rows .row${kind}`).first().waitFor()
  await page.locator(`.rows .row:not(${kind})`).first().waitFor({ state: 'detached' })
}
