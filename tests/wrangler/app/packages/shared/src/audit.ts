import type { Logs } from './index'

interface Audited {
  LOGS: Logs
}

/** Logs from within a linked workspace package. */
export async function audit(env: Audited): Promise<void> {
  await env.LOGS.write({ level: 'info', message: 'an audit in the linked package' })
}
