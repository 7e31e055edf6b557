// Services that fail when told to, in front of the real ones.
//
// The faulty logs service has the name by which the others know the real one, which has another. The faulty
// coordinator is bound by the executor alone.

/** What the real logs service is called meanwhile. */
export const STORE = 'acme-store'

/** How long the logs service takes where it is slow: less than the runtime gives it. Milliseconds. */
export const SLOW = 4_000

const SERVICES = ['http', 'coordinator', 'executor', 'resources']

const LOGS = `import { WorkerEntrypoint } from 'cloudflare:workers'

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

const COORDINATOR = `import { WorkerEntrypoint } from 'cloudflare:workers'

/** How often it still fails. */
let left = 0

export class CoordinatorService extends WorkerEntrypoint {
  async begin(message) {
    if (left === 0) return this.env.COORDINATOR.begin(message)
    left -= 1
    throw new Error('the coordinator is away')
  }
  async report(message, outcome) {
    return this.env.COORDINATOR.report(message, outcome)
  }
}

export default {
  async fetch(request) {
    left = Number(new URL(request.url).searchParams.get('fail'))
    return new Response('understood')
  },
}
`

/** What the faulty coordinator is called. */
export const AWAY = 'away'

/** A Worker of the test, to start beside the others. */
const beside = (name, services) => ({ config: { name, main: `faulty/${name}.mjs`, compatibility_date: '2026-10-01', services } })

/** Puts the faulty coordinator between the executor and the real one, in what was built; the Worker to start. */
export function putFaultyCoordinator(at) {
  const real = 'acme-coordinator-production'
  at.edit('services/executor/wrangler.jsonc', `"service": "${real}"`, `"service": "${AWAY}"`)
  at.put({ [`faulty/${AWAY}.mjs`]: COORDINATOR })
  return beside(AWAY, [{ binding: 'COORDINATOR', service: real, entrypoint: 'CoordinatorService' }])
}

/** Puts the faulty logs service in front of the real one, in what was built; the Worker to start. */
export function putFaultyLogs(at) {
  const name = 'acme-logs-production'
  at.edit('services/logs/wrangler.jsonc', '"name": "acme-logs"', `"name": "${STORE}"`)
  at.put({ [`faulty/${name}.mjs`]: LOGS })
  return beside(name, SERVICES.map((service) => (
    { binding: service, service: `${STORE}-production`, entrypoint: 'LogsService', props: { service } }
  )))
}
