// The page, served by the example's logs service in `wrangler dev`, in a real Chromium: the same that `linestamp serve`
// serves, over the answers of the Worker.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, test } from 'node:test'

import { counted, only, records, visit } from '../page/support.mjs'
import { ask, JSON_TYPE, post } from './asking.mjs'
import { token, worker } from './running.mjs'
import { logsService } from './support.mjs'

const COUNT = 600
const all = records(COUNT, Date.now())
const tokens = {}
const [anybody, guarded] = [logsService(), logsService()]
/** The service without tokens, and with them. */
let open, closed

before(async () => {
  for (const name of ['ingest', 'read']) tokens[name] = await token(guarded, name, name)
  const TOKENS = JSON.stringify(JSON.parse(readFileSync(guarded.path('data/tokens.json'), 'utf8')))
  open = await worker(anybody)
  closed = await worker(guarded, { secrets: { TOKENS } })
  await put(open, all)
})

async function put(base, sent, headers = {}) {
  const { status, body } = await ask(base, '/v1/records', post(JSON.stringify(sent), { ...JSON_TYPE, ...headers }))
  assert.deepEqual([status, body.stored], [200, sent.length], JSON.stringify(body))
}

const live = (message) => ({ level: 'info', service: 'live', environment: 'production', message })
const number = (value) => new Intl.NumberFormat('en').format(value)

test('records are shown, counted, and filtered by what is completed', async () => {
  const { page, quiet } = await visit(open)
  await counted(page, number(COUNT))
  await page.locator('.rows .row').first().waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('lev')
  await page.getByRole('option', { name: /^level/ }).first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.type('error')
  await page.keyboard.press('Enter')
  await counted(page, number(all.filter(({ level }) => level === 'error').length))
  await only(page, '.error')
  await page.keyboard.type(' service:exec')
  await page.getByRole('option', { name: /^executor/ }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  const meant = all.filter(({ level, service }) => level === 'error' && service === 'executor')
  await counted(page, number(meant.length))
  await page.getByRole('button', { name: /^Line executor\.ts:142/ }).click()
  await counted(page, number(meant.filter(({ source_location }) => source_location === 'executor.ts:142').length))
  await quiet()
})

test('a record opens with its line, what was around it, and its trace', async () => {
  const { page, quiet } = await visit(open)
  await page.locator('.rows .row').first().waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  const newest = all.toSorted((one, two) => two.timestamp - one.timestamp)[0]
  const detail = page.getByRole('complementary', { name: 'Record' })
  await detail.locator('.message', { hasText: newest.message }).waitFor()
  assert.equal(await detail.locator('.fields .stamp').textContent(), newest.source_location)
  await detail.locator('.around li.here').waitFor()
  await page.keyboard.press('t')
  const of = all.filter(({ trace_id }) => trace_id === newest.trace_id)
  await page.getByRole('region', { name: 'Trace' }).locator('header p', { hasText: `${of.length} record` }).waitFor()
  await quiet()
})

test('a filter that D1 cannot answer is told with its characters', async () => {
  const { page, quiet } = await visit(`${open}/?q=${encodeURIComponent('level:error metadata.user.plan:pro')}`)
  await page.getByRole('alert').waitFor()
  assert.equal(await page.locator('.wrong mark').textContent(), 'metadata.user.plan')
  await quiet('status of 400')
})

test('records come in live, and wait while paused', async () => {
  const { page, quiet } = await visit(`${open}/?q=service:live`)
  await page.getByRole('button', { name: 'Live' }).click()
  await page.locator('.note', { hasText: 'listening' }).waitFor()
  await put(open, [live('the first one')])
  await page.locator('.rows .row', { hasText: 'the first one' }).waitFor()
  await page.keyboard.press('p')
  await put(open, [live('the second one')])
  await page.locator('.note', { hasText: 'paused, 1 waiting' }).waitFor()
  await page.keyboard.press('p')
  await page.locator('.rows .row', { hasText: 'the second one' }).waitFor()
  await quiet()
})

test('all that is meant is a file', async () => {
  const { page, quiet } = await visit(`${open}/?q=service:http`)
  await page.locator('.rows .row').first().waitFor()
  const arriving = page.waitForEvent('download')
  await page.locator('a[download="records.ndjson"]').click()
  const lines = readFileSync(await (await arriving).path(), 'utf8').trim().split('\n')
  assert.equal(lines.length, all.filter(({ service }) => service === 'http').length)
  await quiet()
})

test('with tokens one signs in, and out', async () => {
  await put(closed, [live('not for everybody')], { authorization: `Bearer ${tokens.ingest}` })
  const { page, quiet } = await visit(closed)
  const field = page.getByLabel(/token/i)
  await field.fill('linestamp_0')
  await page.keyboard.press('Enter')
  await page.getByText('there is no such token').waitFor()
  await field.fill(tokens.read)
  await page.keyboard.press('Enter')
  await page.locator('.rows .row', { hasText: 'not for everybody' }).waitFor()
  await page.reload()
  await page.locator('.rows .row', { hasText: 'not for everybody' }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await field.waitFor()
  await page.reload()
  await field.waitFor()
  await quiet('status of 401')
})
