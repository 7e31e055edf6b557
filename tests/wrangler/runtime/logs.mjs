// A log service that behaves as it is told, and shows what it got.

import { WorkerEntrypoint } from 'cloudflare:workers'

let batches = []
let tries = 0
let mode = 'well'

/** What JSON has no form for. */
const shown = (key, value) => key === 'self' ? `the ${value.name} itself: ${value.self === value}` : value

export class Logs extends WorkerEntrypoint {
  async writeBatch(records) {
    tries++
    if (mode === 'throws') throw new Error('the disk is full')
    if (mode === 'hangs') await scheduler.wait(20_000)
    while (mode === 'slow') await scheduler.wait(5)
    batches.push(records)
    if (mode === 'asks another') return this.env.OTHER.count(records)
    const refused = mode === 'refuses' ? [{ index: 0, field: 'level', reason: 'no such level' }] : []
    return { accepted: records.length - refused.length, duplicates: 0, refused }
  }

  greet(name) {
    return `hello ${name}`
  }
}

/** Answers for the log service, whose own answer is then one that came over RPC. */
export class Other extends WorkerEntrypoint {
  count(records) {
    return { accepted: records.length, duplicates: 0, refused: [] }
  }
}

export default {
  fetch(request) {
    const next = new URL(request.url).searchParams.get('mode')
    if (next) {
      mode = next
      batches = []
      tries = 0
    }
    return new Response(JSON.stringify({ batches, tries }, shown))
  },
}
