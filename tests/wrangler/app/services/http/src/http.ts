import { audit, type LogRecord } from '@acme/shared'
import { greet } from '@app/greeting'
import type { Env } from './env'

interface Answer {
  text: string
  records: LogRecord[]
}

export default {
  async fetch(_request: Request, env: Env): Promise<Response> {
    const { text } = await greet(env)
    await env.LOGS.write({ level: 'info', message: 'a request came in' })
    await audit(env)
    const done: string = await env.EXECUTOR.run({ name: 'the task' })
    const answer: Answer = { text: `${text}, ${done}`, records: await env.LOGS.list() }
    return Response.json(answer)
  },
}
