// Whether the page can be used by everybody, as far as axe can tell: each view, dark and light, and
// as narrow as a phone.

import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import axe from 'axe-core'

import { records, service, visit } from './support.mjs'

const all = records(400, Date.now())
const trace = all[200].trace_id
let at

before(async () => {
  at = await service()
  await at.put(all)
})

const VIEWS = {
  table: { path: '/', shown: '.rows .row' },
  record: { path: '/?record=7', shown: '.around li.here' },
  trace: { path: `/?trace=${trace}`, shown: '.entry' },
  live: { path: '/?live=', shown: '.toolbar .note:text("listening")' },
  help: { path: '/', shown: '.rows .row', key: '?', then: 'dialog' },
}
/** Colours are what differs between dark and light. */
const WINDOWS = {
  light: { colorScheme: 'light', height: 520 },
  dark: { colorScheme: 'dark', height: 520, rules: ['color-contrast'] },
  phone: { colorScheme: 'dark', width: 390, height: 700 },
}

for (const [how, { rules, ...window }] of Object.entries(WINDOWS)) {
  test(`no violations, ${how}`, async () => {
    const options = { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) }
    const { page, quiet } = await visit(at.address, window)
    await page.evaluate(axe.source)
    for (const [name, { path, shown, key, then }] of Object.entries(VIEWS)) {
      // As going back and forth does it: the page is loaded once.
      await page.evaluate((to) => {
        history.pushState(null, '', to)
        dispatchEvent(new PopStateEvent('popstate'))
      }, path)
      await page.locator(shown).first().waitFor()
      if (key) {
        await page.keyboard.press(key)
        await page.locator(then).waitFor()
      }
      const { violations } = await page.evaluate((how) => globalThis.axe.run(how), options)
      const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`))
      assert.deepEqual(found, [], name)
    }
    await quiet()
  })
}
