// Records are hostile input: on the page they are text, and nothing but text.

import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { service, visit } from './support.mjs'

const MARKUP = '<img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script><svg onload="globalThis.ran=1">'
const ADDRESS = 'javascript:globalThis.ran=1'
const LONG = 1_000_000
const base = { level: 'error', environment: 'production' }

/** Each of them with markup, an address of script or a character that acts unseen, in every text. */
const HOSTILE = [
  {
    ...base,
    service: MARKUP,
    event_type: MARKUP,
    message: MARKUP,
    source_location: `${MARKUP}:1`,
    trace_id: MARKUP.slice(0, 40),
    request_id: MARKUP,
    version: MARKUP,
    instance_id: MARKUP,
    metadata: { [MARKUP]: MARKUP, __proto__: { ran: 1 }, list: [MARKUP, { href: ADDRESS }] },
  },
  { ...base, service: 'addresses', message: ADDRESS, source_location: `${ADDRESS}:142`, version: ADDRESS, user_id: ADDRESS },
  { ...base, service: 'climbs', message: 'a path that leads out', source_location: '../../../../login:1', version: '..' },
  { ...base, service: 'stamped', message: 'as it should be', source_location: 'src/executor.ts:142', version: 'ab12cd' },
  { ...base, service: 'unseen', message: 'invoice\u202egpj.exe \u001b[31mred\u001b[0m a\u200bb \u0000', metadata: { '\u202ekey': '\u2066value' } },
  { ...base, service: 'long', message: `begins ${'x'.repeat(LONG - 12)} ends`, metadata: { text: 'y'.repeat(5000) } },
]
let at

before(async () => {
  at = await service()
  await at.put(HOSTILE)
})

const open = async (of) => {
  const { page, quiet } = await visit(`${at.address}/?q=${encodeURIComponent(of)}`)
  await page.locator('.rows .row').first().click()
  const detail = page.getByRole('complementary', { name: 'Record' })
  await detail.locator('.message').waitFor()
  return { page, detail, quiet }
}

test('markup does not become markup, anywhere', async () => {
  const { page, detail, quiet } = await open('onerror')
  await detail.locator('.tree', { hasText: 'onerror' }).first().waitFor()
  assert.equal(await detail.locator('.message').textContent(), MARKUP)
  await page.keyboard.press('t')
  await page.locator('.entry').first().waitFor()
  assert.equal(await page.locator('#page img:not([src="/assets/icon.svg"]), #page script, #page svg').count(), 0)
  assert.equal(await page.evaluate(() => globalThis.ran), undefined)
  await quiet()
})

test('a link leads to a line of the repository, or is none', async () => {
  const hrefs = {}
  for (const name of ['addresses', 'climbs', 'stamped']) {
    const { detail, quiet } = await open(`service:${name}`)
    hrefs[name] = await detail.locator('.fields a').evaluateAll((all) => all.map((one) => one.href))
    await quiet()
  }
  assert.deepEqual(hrefs, {
    addresses: [],
    climbs: [],
    stamped: ['https://github.com/linestamp/linestamp/blob/ab12cd/src/executor.ts#L142'],
  })
})

test('characters that act unseen are seen', async () => {
  const { page, detail, quiet } = await open('service:unseen')
  for (const text of [await detail.locator('.message').innerText(), await page.locator('.rows .row .message').innerText()]) {
    assert.match(text, /RLO.*ESC.*ZWSP.*U\+0000/)
  }
  assert.match(await detail.locator('.tree').first().innerText(), /RLO.*LRI/)
  const raw = await page.locator('#page').evaluate((all) => /[\u0000-\u0008\u001b\u200b\u202e\u2066]/.test(all.textContent))
  assert.equal(raw, false)
  await quiet()
})

test('a message of a megabyte is cut, and whole when asked for', async () => {
  const { page, detail, quiet } = await open('service:long')
  assert.ok((await page.locator('.rows .row .message').textContent()).length < 500)
  assert.ok((await detail.locator('.message').textContent()).length < 2500)
  await detail.locator('.message').getByRole('button', { name: /^Show all/ }).click()
  const whole = await detail.locator('.message').textContent()
  assert.ok(whole.endsWith(' ends') && whole.length === LONG, `${whole.length}`)
  await quiet()
})

test('whoever has no token signs in, and out', async () => {
  const closed = await service({ scopes: { reads: 'read', sends: 'ingest' } })
  const { reads, sends } = closed.tokens
  await closed.put([{ ...base, service: 'closed', message: 'behind the door' }], sends)
  const { page, quiet } = await visit(`${closed.address}/?q=service:closed`)
  const form = page.getByLabel('Token')
  for (const wrong of ['no-such-token', sends]) {
    await form.fill(wrong)
    await form.press('Enter')
    await page.getByRole('alert').waitFor()
    assert.equal(await form.inputValue(), '')
  }
  await form.fill(reads)
  await form.press('Enter')
  await page.locator('.rows .row', { hasText: 'behind the door' }).waitFor()
  // The cookie is none of the page's, and the token is nowhere.
  assert.equal(await page.evaluate(() => document.cookie), '')
  const kept = await page.evaluate(() => [location.href, ...Object.values({ ...localStorage, ...sessionStorage })].join())
  assert.ok(!kept.includes(reads), kept)
  await page.reload()
  await page.locator('.rows .row', { hasText: 'behind the door' }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await form.waitFor()
  await page.reload()
  await form.waitFor()
  await quiet('status of 401', 'status of 403')
})
