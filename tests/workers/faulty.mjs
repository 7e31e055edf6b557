// A logs service that fails when told to, in front of the real one: it has the name by which the others
// know the logs service, and the real one has another.

/** What the real service is called meanwhile. */
export const STORE = 'acme-store'

/** How long the service takes where it is slow: less than the runtime gives it. Milliseconds. */
export const SLOW = 4_000

const SERVICES = ['http', 'coordinator', 'executor', 'resources']

const SOURCE = `import { WorkerEntrypoint } from 'cloudflare:workers'

let mode = 'well'
/** The records that came, by id: how often they were tried and failed, and whether they were kept. */
let seen = {}

const note = (records, what) => {
  for (const { id, event_type, request_id } of records) {
    if (event_type === 'logs_dropped') continue
    seen[id] ??= { event_type, request_id, tried: 0, failed: 0, kept: 0 }
    seen[id][what] += 1
  }
}
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

export class LogsService extends WorkerEntrypoint {
  async writeBatch(records) {
    note(records, 'tried')
    try {
      if (mode === 'throws') throw new Error('the disk is full')
      if (mode === 'slow') await wait(${SLOW})
      if (mode === 'hangs') await wait(60_000)
      const answer = await this.env[this.ctx.props.service].writeBatch(records)
      note(records, 'kept')
      return answer
    } catch (cause) {
      note(records, 'failed')
      throw cause
    }
  }
  async query(filter) {
    return this.env[this.ctx.props.service].query(filter)
  }
}

export default {
  async fetch(request) {
    const { searchParams } = new URL(request.url)
    if (searchParams.has('forget')) seen = {}
    mode = searchParams.get('mode') ?? mode
    return Response.json(Object.values(seen))
  },
}
`

/** Puts the faulty service in front of the real one, in what was built; the Worker to start beside the others. */
export function putFaulty(at) {
  at.edit('services/logs/wrangler.jsonc', '"name": "acme-logs"', `"name": "${STORE}"`)
  at.put({ 'faulty/faulty.mjs': SOURCE })
  const services = SERVICES.map((service) => (
    { binding: service, service: `${STORE}-production`, entrypoint: 'LogsService', props: { service } }
  ))
  return { config: { name: 'acme-logs-production', main: 'faulty/faulty.mjs', compatibility_date: '2026-10-01', services } }
}
