// What one does on the page, over the real service.

import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { counted, only, records, service, visit } from './support.mjs'

const COUNT = 2400
const all = records(COUNT, Date.now())
const errors = all.filter(({ level }) => level === 'error').length
/** The service logs too, into its own store. */
const REST = '-service:linestamp'
let at
let start

before(async () => {
  at = await service()
  await at.put(all)
  start = `${at.address}/?q=${REST}`
})

const number = (value) => new Intl.NumberFormat('en').format(value)
const parameter = (page, name) => new URL(page.url()).searchParams.get(name)

test('a filter is completed, applied, and in the address', async () => {
  const { page, quiet } = await visit(start)
  await counted(page, number(COUNT))
  await page.keyboard.press('/')
  await page.keyboard.press('End')
  await page.keyboard.type(' lev')
  await page.getByRole('option', { name: /^level/ }).first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.type('error')
  await page.keyboard.press('Enter')
  await counted(page, number(errors))
  assert.equal(parameter(page, 'q'), `${REST} level:error`)
  await only(page, '.error')
  await page.reload()
  await counted(page, number(errors))
  assert.equal(await page.getByRole('combobox', { name: 'Filter' }).inputValue(), `${REST} level:error`)
  await page.goBack()
  await counted(page, number(COUNT))
  await quiet()
})

test('an error points at its characters', async () => {
  const { page, quiet } = await visit(`${at.address}/?q=${encodeURIComponent('level:error service:"exec')}`)
  await page.getByRole('alert').waitFor()
  const marked = await page.locator('.wrong mark').textContent()
  assert.ok(marked.includes('"'), marked)
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await page.locator('.rows .row').first().waitFor()
  assert.equal(await page.getByRole('alert').count(), 0)
  await quiet('status of 400')
})

test('values beside the table add to the filter, and take away', async () => {
  const { page, quiet } = await visit(start)
  await page.getByRole('button', { name: /^Service executor/ }).click()
  const executor = all.filter(({ service: of }) => of === 'executor')
  await counted(page, number(executor.length))
  assert.equal(parameter(page, 'q'), `${REST} service:executor`)
  await page.getByRole('button', { name: 'Without error', exact: true }).click()
  await counted(page, number(executor.filter(({ level }) => level !== 'error').length))
  await page.getByRole('button', { name: /^Line executor\.ts:142/ }).click()
  const there = executor.filter(({ level, source_location: of }) => level !== 'error' && of === 'executor.ts:142')
  await counted(page, number(there.length))
  await quiet()
})

test('dragging over the histogram zooms in, and there is a way back', async () => {
  const { page, quiet } = await visit(start)
  await counted(page, number(COUNT))
  const plot = await page.locator('.u-over').boundingBox()
  await page.mouse.move(plot.x + plot.width * 0.3, plot.y + 20)
  await page.mouse.down()
  await page.mouse.move(plot.x + plot.width * 0.45, plot.y + 30, { steps: 4 })
  await page.mouse.up()
  await page.waitForURL(/[?&]t=\d+-\d+/)
  const [from, until] = parameter(page, 't').split('-').map(Number)
  assert.ok(Math.abs(until - from - 0.15 * 3_600_000) < 60_000, `${until - from} ms`)
  const there = all.filter(({ timestamp }) => timestamp >= from && timestamp < until)
  await counted(page, number(there.length))
  await page.locator('.u-over').dblclick()
  await counted(page, number(COUNT))
  await quiet()
})

test('the table holds few rows and loads on, and keys open a record', async () => {
  const { page, quiet } = await visit(start)
  await page.locator('.rows .row').first().waitFor()
  const newest = all.toSorted((a, b) => b.timestamp - a.timestamp)
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  const detail = page.getByRole('complementary', { name: 'Record' })
  await detail.locator('.message', { hasText: newest[1].message }).waitFor()
  assert.equal(await detail.locator('.fields .stamp').textContent(), newest[1].source_location)
  await detail.locator('.tree', { hasText: newest[1].metadata.user.id }).first().waitFor()
  await detail.locator('.around li.here').waitFor()
  const seq = parameter(page, 'record')
  await page.keyboard.press('k')
  await page.waitForFunction((before) => !location.search.includes(`record=${before}`), seq)
  await page.keyboard.press('Escape')
  await detail.waitFor({ state: 'detached' })
  for (let loaded = 0; loaded < 1000; ) {
    await page.keyboard.press('G')
    await page.waitForFunction((before) => Number(document.querySelector('.loaded').textContent.replace(/\D/g, '')) > before, loaded)
    loaded = Number((await page.locator('.loaded').textContent()).replace(/\D/g, ''))
  }
  assert.ok((await page.locator('.rows .row').count()) < 100)
  await quiet()
})

test('a trace is shown over time, and its records open', async () => {
  const trace = all[COUNT / 2].trace_id
  const of = all.filter(({ trace_id: one }) => one === trace)
  const { page, quiet } = await visit(`${at.address}/?trace=${trace}`)
  const view = page.getByRole('region', { name: 'Trace' })
  await view.locator('header p', { hasText: `${of.length} records` }).waitFor()
  assert.equal(await view.locator('.entry').count(), of.length)
  await view.locator('.entry').first().click()
  await page.getByRole('complementary', { name: 'Record' }).locator('.message', { hasText: of[0].message }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.getByRole('grid', { name: 'Records' }).waitFor()
  await quiet()
})

test('columns are chosen, and colours, and both last', async () => {
  const { page, quiet } = await visit(start)
  await page.locator('.rows .row').first().waitFor()
  await page.keyboard.press('c')
  await page.getByRole('checkbox', { name: 'Event' }).check()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await page.getByRole('columnheader', { name: 'Event' }).waitFor()
  assert.match(parameter(page, 'c'), /event_type/)
  await page.keyboard.press('d')
  await page.reload()
  await page.getByRole('columnheader', { name: 'Event' }).waitFor()
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys and filters' }).waitFor()
  await quiet()
})

test('records come in live, and wait while paused', async () => {
  const { page, quiet } = await visit(`${at.address}/?q=service:live`)
  await page.getByRole('button', { name: 'Live' }).click()
  await page.locator('.note', { hasText: 'listening' }).waitFor()
  const live = (message) => ({ level: 'info', service: 'live', environment: 'production', message })
  await at.put([live('the first one')])
  await page.locator('.rows .row', { hasText: 'the first one' }).waitFor()
  await page.keyboard.press('p')
  await at.put([live('the second one')])
  await page.locator('.note', { hasText: 'paused, 1 waiting' }).waitFor()
  assert.equal(await page.locator('.rows .row').count(), 1)
  await page.keyboard.press('p')
  await page.locator('.rows .row', { hasText: 'the second one' }).waitFor()
  await quiet()
})
