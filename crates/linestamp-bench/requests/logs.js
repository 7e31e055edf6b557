// A log service that only counts: what a real one does with records costs no request anything.

import { WorkerEntrypoint } from 'cloudflare:workers'

let count = 0

export class Logs extends WorkerEntrypoint {
  write() {
    count++
  }

  writeBatch({ length }) {
    count += length
  }
}

export default {
  fetch: () => new Response(`${count}`),
}
