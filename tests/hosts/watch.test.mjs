// Watching builds: an edit gives fresh lines, with no new start.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { promisify } from 'node:util'

import { rspack } from '@rspack/core'
import { watch as rolldown } from 'rolldown'
import { watch as rollup } from 'rollup'
import * as vite8 from 'vite'
import * as vite7 from 'vite7'
import webpack from 'webpack'

import { rspackSettings, settings, webpackSettings } from './builds.mjs'
import { eventually, judge, project, SOURCES } from './support.mjs'

const rollupLike = (watch, settings) => (at, told) => {
  const watcher = watch(settings(at, {}))
  watcher.on('event', (event) => {
    if (event.code === 'END') told.ended = true
    if (event.code === 'ERROR') told.error = event.error
    return event.result?.close()
  })
  return { bundle: 'out/main.mjs', close: () => watcher.close() }
}

const viteLike = (vite) => async (at, told) => {
  const plain = settings.vite(vite)(at, {})
  const watcher = await vite.build({ ...plain, build: { ...plain.build, watch: {} } })
  watcher.on('event', (event) => {
    if (event.code === 'END') told.ended = true
    if (event.code === 'ERROR') told.error = event.error
  })
  return { bundle: 'out/main.mjs', close: () => watcher.close() }
}

const webpackLike = (pack, settings) => (at, told) => {
  const compiler = pack(settings(at, {}))
  const watching = compiler.watch({ aggregateTimeout: 20 }, (error, stats) => {
    told.error ??= error ?? stats.compilation.errors[0]
    told.ended = true
  })
  return { bundle: 'out/main.js', close: promisify(watching.close.bind(watching)) }
}

const hosts = {
  rollup: rollupLike(rollup, settings.rollup),
  rolldown: rollupLike(rolldown, settings.rolldown),
  vite: viteLike(vite8),
  'vite 7': viteLike(vite7),
  webpack: webpackLike(webpack, webpackSettings),
  rspack: webpackLike(rspack, rspackSettings),
}

for (const [host, start] of Object.entries(hosts)) {
  test(`${host}: an edit gives fresh lines`, { timeout: 60_000 }, async () => {
    const at = project(SOURCES)
    const told = {}
    const { bundle, close } = await start(at, told)
    // A tool may build once more for what it saw before the edit, and empties the folder
    // while it does: what counts is where it comes to rest.
    const comesTo = (stamp) =>
      eventually(() => {
        assert.equal(told.error ?? undefined, undefined)
        assert.ok(told.ended)
        assert.equal(judge(at.path(bundle)).at(-1).stamp, stamp)
      })
    try {
      await comesTo('later.ts:8')
      at.put({ 'src/later.ts': `\n\n${SOURCES['src/later.ts']}` })
      await comesTo('later.ts:10')
    } finally {
      await close()
    }
  })
}
