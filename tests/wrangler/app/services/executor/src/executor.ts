import type { Logs } from '@acme/shared'
import { WorkerEntrypoint } from 'cloudflare:workers'

interface ExecutorEnv {
  LOGS: Logs
}

type Task = {
  name: string
}

export class ExecutorService extends WorkerEntrypoint<ExecutorEnv> {
  async run(task: Task): Promise<string> {
    const { LOGS: logs } = this.env
    await logs.write({
      level: 'info',
      message: 'the executor runs a task',
    })
    return `${task.name} is done`
  }
}

export default {
  fetch: () => new Response('the executor answers RPC only\n', { status: 404 }),
}
