// The ground that the other tests stand on: the app works, and without Linestamp has no stamps.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { address, app, ask, dev, freePort, placeOf, RECORDS, start } from './support.mjs'

test('three workers answer a request, and their records arrive without stamps', async () => {
  const at = app()
  const server = start(at, dev(at, await freePort()))
  const records = await ask(await address(server))
  assert.equal(records.length, RECORDS)
  for (const { message, source_location } of records) {
    assert.equal(source_location, undefined)
    assert.match(placeOf(at, message), /^\w+\.ts:\d+$/)
  }
})
