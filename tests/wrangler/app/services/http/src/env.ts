import type { Logs } from '@acme/shared'

export interface Env {
  LOGS: Logs
  EXECUTOR: { run(task: { name: string }): Promise<string> }
}
