// A Worker that logs in every kind of event.

import { DurableObject, env as importable, WorkerEntrypoint } from 'cloudflare:workers'
import { context, traceparent, withContext, withEnv, withLogs } from 'linestamp/runtime'

const options = { timeout: 1000, attempts: 2, maxAge: 200 }
const log = (env, message, more = {}) => env.LOGS.write({ level: 'info', message, ...more })

const bindings = withEnv(importable, { ...options, fields: { project_id: 'p2' } })
log(bindings, 'while the module starts')

/** An app whose methods need it as `this`, some of which are no events. */
class App {
  #routes = []

  get(route) {
    this.#routes.push(route)
    return this
  }

  fetch = (request, env) => {
    log(env, 'in an app')
    return new Response(this.#routes.join())
  }
}

class Plain {
  secret = 1
}

const routes = {
  async '/one'(request, env) {
    void log(env, 'first')
    void log(importable, 'second')
    await scheduler.wait(1)
    void log(importable, 'third')
  },
  '/throws'(request, env) {
    log(env, 'before the throw')
    throw new Error('the handler failed')
  },
  async '/method-throws'(request, env) {
    await env.NAMED.fail({})
  },
  async '/thousand'(request, env) {
    for (let n = 0; n < 1000; n++) await log(env, `${n}`)
  },
  '/large'(request, env) {
    // A key of that name says nothing of a size.
    const metadata = { byteLength: 'much' }
    for (let n = 0; n < 3; n++) log(env, 'x'.repeat(300_000), { metadata })
  },
  '/flood'(request, env) {
    for (let n = 0; n < 4000; n++) log(env, `${n}`)
  },
  '/unclonable'(request, env) {
    const cycle = { name: 'cycle' }
    cycle.self = cycle
    const hostile = JSON.parse('{"__proto__":{"a":1}}')
    const metadata = { symbol: Symbol('s'), call: () => 1, plain: new Plain(), promise: Promise.resolve(), list: [request], cycle, hostile }
    Object.defineProperty(metadata, 'getter', { enumerable: true, get() { throw new Error('no') } })
    log(env, 'unclonable', { metadata, error: new RangeError('too far') })
    log(env, 'fine')
  },
  '/mutated'(request, env) {
    const record = { level: 'info', message: 'as written' }
    env.LOGS.write(record, { 'sentry-trace': 'appended' })
    record.message = 'as changed'
  },
  '/nonsense'(request, env) {
    env.LOGS.write('a text')
    env.LOGS.write(false && {})
    env.LOGS.writeBatch([{ level: 'info', message: 'one' }, { level: 'info', message: 'two' }])
  },
  async '/waits'(request, env) {
    log(env, 'early')
    await scheduler.wait(1500)
    log(env, 'late')
  },
  '/streams'(request, env) {
    const { readable, writable } = new TransformStream()
    const work = async () => {
      await scheduler.wait(50)
      log(env, 'after the answer')
      const writer = writable.getWriter()
      await writer.write(new TextEncoder().encode('streamed'))
      await writer.close()
    }
    void work()
    return new Response(readable)
  },
  async '/own'(request, env) {
    log(env, 'own', { trace_id: 'of the record' })
    context().user_id = 'u1'
    log(env, 'with user')
    withContext({ project_id: 'p1' }, () => log(env, 'with project'))
    return new Response(await env.LOGS.greet('world'))
  },
  async '/hops'(request, env) {
    log(env, 'in the router')
    await env.SELF.run({ traceparent: traceparent() }, 'an appended argument')
    await env.ROOM.get(env.ROOM.idFromName('a')).fetch('http://room/', { headers: { traceparent: traceparent() } })
    await env.JOBS.send({ traceparent: traceparent() })
  },
  async '/room'(request, env) {
    const room = env.ROOM.get(env.ROOM.idFromName('a'))
    return Response.json(await room.visit({}))
  },
  async '/evict'(request, env) {
    await env.ROOM.get(env.ROOM.idFromName('a')).evict().catch(() => {})
  },
  async '/socket'(request, env) {
    const { webSocket } = await env.ROOM.get(env.ROOM.idFromName('a')).fetch('http://room/', { headers: { upgrade: 'websocket' } })
    webSocket.accept()
    const heard = new Promise((resolve) => webSocket.addEventListener('message', resolve))
    webSocket.send('hello')
    await heard
    webSocket.close()
  },
  async '/alarm'(request, env) {
    await env.ROOM.get(env.ROOM.idFromName('a')).later()
  },
  async '/env'(request, env) {
    log(env, 'by the handler')
    log(bindings, 'by the module')
    await env.FOREIGN.run()
  },
  '/app'(request, env, ctx) {
    return withLogs(Object.freeze(new App()), options).get('a').get('b').fetch(request, env, ctx)
  },
  '/option'() {
    try {
      withLogs({}, { maxAge: 0 })
    } catch (error) {
      return new Response(String(error))
    }
  },
  async '/fields'(request, env) {
    await env.NAMED.run({ workspace: 'w1', long: 'x'.repeat(257) })
    await env.NAMED.run()
  },
  async '/stub'(request, env) {
    return new Response(await env.SELF.call(() => 'from the caller'))
  },
}

const handler = {
  async fetch(request, env, ctx) {
    return (await routes[new URL(request.url).pathname](request, env, ctx)) ?? new Response('done')
  },
  scheduled(controller, env) {
    log(env, 'scheduled')
  },
  email(message, env) {
    log(env, 'email')
  },
  queue(batch, env) {
    for (const { body } of batch.messages) withContext(body, () => log(env, 'queue'))
  },
}

export default withLogs(handler, options)

export const Tasks = withLogs(class Tasks extends WorkerEntrypoint {
  run({ traceparent }, ...rest) {
    log(this.env, 'in the entrypoint', { metadata: { rest } })
    this.inner()
  }

  inner() {
    log(importable, 'in an inner method')
  }

  async call(back) {
    log(this.env, 'with a stub', { metadata: { back } })
    return back()
  }
}, options)

const fields = (env, { name, args: [{ workspace, long }] }) => ({ service: `${env.SERVICE}.${name}`, workspace_id: workspace, user_id: long })
// Its records go at the end of the event, or never.
export const Named = withLogs(class Named extends WorkerEntrypoint {
  run(given) {
    log(this.env, given ? 'named' : 'without fields')
  }

  fail() {
    log(this.env, 'before a method throws')
    throw new Error('the method failed')
  }
}, { ...options, fields, maxAge: 3_600_000 })

/** None of ours. */
export class Foreign extends WorkerEntrypoint {
  async run() {
    log(bindings, 'outside of an event')
    await scheduler.wait(1)
    log(bindings, 'and once more')
  }
}

let made = 0
export const Room = withLogs(class Room extends DurableObject {
  #number

  constructor(ctx, env) {
    super(ctx, env)
    this.#number = ++made
    log(this.env, 'room made')
  }

  fetch(request) {
    if (request.headers.has('upgrade')) {
      const [webSocket, own] = Object.values(new WebSocketPair())
      this.ctx.acceptWebSocket(own)
      return new Response(null, { status: 101, webSocket })
    }
    log(this.env, 'in the object')
    return new Response('done')
  }

  visit() {
    log(this.env, `visit to ${this.#number}`)
    return this.#number
  }

  evict() {
    this.ctx.abort('evicted')
  }

  async later() {
    await this.ctx.storage.setAlarm(Date.now() + 1)
  }

  webSocketMessage(socket, message) {
    log(importable, `by a socket: ${message}`)
    socket.send('heard')
  }

  alarm() {
    log(this.env, 'alarm')
  }
}, options)
