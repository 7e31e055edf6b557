import type { LogRecord, Logs } from '@acme/shared'
import { WorkerEntrypoint } from 'cloudflare:workers'

const kept: LogRecord[] = []

/** Keeps what it is given, and gives it back. */
export class LogsService extends WorkerEntrypoint implements Logs {
  async write(record: LogRecord): Promise<void> {
    kept.push(record)
  }

  async list(): Promise<LogRecord[]> {
    return kept
  }
}

export default {
  fetch: () => new Response('the logs service answers RPC only\n', { status: 404 }),
}
