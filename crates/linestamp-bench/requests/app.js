// A Worker that does nothing but log, in the way that the path says: `/ARM/RECORDS`.

import { withLogs } from 'linestamp/runtime'

/** What a step of a job has to say. */
const record = (n) => ({
  level: 'info',
  event_type: 'task_step_done',
  message: `step ${n} of the task is done, the next one is due`,
  metadata: { step: n, queue: 'documents', attempts: 1 },
})

/** How a request writes so many records. */
const arms = {
  off() {},
  runtime(env, ctx, count) {
    for (let n = 0; n < count; n++) env.LOGS.write(record(n))
  },
  background(env, ctx, count) {
    for (let n = 0; n < count; n++) ctx.waitUntil(env.LOGS.write(record(n)))
  },
  async awaited(env, ctx, count) {
    for (let n = 0; n < count; n++) await env.LOGS.write(record(n))
  },
  batch(env, ctx, count) {
    ctx.waitUntil(env.LOGS.writeBatch(Array.from({ length: count }, (_, n) => record(n))))
  },
}

const plain = {
  async fetch(request, env, ctx) {
    const [, arm, count] = new URL(request.url).pathname.split('/')
    await arms[arm](env, ctx, Number(count))
    return new Response('done')
  },
}

const logged = withLogs(plain)

export default {
  fetch(request, env, ctx) {
    const handler = request.url.includes('/runtime/') ? logged : plain
    return handler.fetch(request, env, ctx)
  },
}
