// A debugger's client: what an editor does to set a breakpoint in an original file, over the
// inspector protocol of a running Worker. V8 knows nothing of originals, so the line is looked up
// in the map that the bundle names.

import { readFileSync } from 'node:fs'

import { allGeneratedPositionsFor, LEAST_UPPER_BOUND, sourceContentFor, TraceMap } from '@jridgewell/trace-mapping'

import { until } from './support.mjs'

/** How long an attempt may take, in milliseconds: far longer than one that is not lost does. */
const ATTEMPT = 10_000

/**
 * Sets a breakpoint in a line of an original file, whose Worker's bundle has the given name, and asks until it is
 * hit; then the Worker goes on. Gives back the breakpoint's id, the original's text as debuggers see it, and the
 * event. A Worker that starts anew in between ends its sessions without a word, so each attempt has a session of
 * its own; and wrangler's inspector may stay without a Worker after several edits at once, until `edit` makes one more.
 */
export async function hit(port, place, { ask, edit }) {
  for (;;) {
    const session = await inspect(port)
    const timer = setTimeout(session.close, ATTEMPT)
    try {
      const { breakpointId, original } = await breakpoint(session, place)
      const answer = ask()
      // It fails with its Worker, or counts below.
      answer.catch(() => {})
      const paused = await session.event('Debugger.paused')
      await session.send('Debugger.resume')
      await answer
      return { breakpointId, original, paused }
    } catch (error) {
      if (!(error instanceof Closed)) throw error
      edit()
    } finally {
      clearTimeout(timer)
      session.close()
    }
  }
}

class Closed extends Error {}

/** A session with the first Worker behind an inspector's port. */
async function inspect(port) {
  let targets = []
  await until(async () => {
    const signal = AbortSignal.timeout(15_000)
    targets = await fetch(`http://127.0.0.1:${port}/json`, { signal }).then((response) => response.json(), () => [])
    return targets.length > 0
  })
  // Served to what says that it comes from this machine.
  const socket = new WebSocket(targets[0].webSocketDebuggerUrl, { headers: { Origin: 'http://localhost' } })
  let closed = false
  const waiting = new Map()
  const heard = []
  const close = () => {
    if (closed) return
    closed = true
    socket.close()
    for (const { reject } of waiting.values()) reject(new Closed())
  }
  socket.onclose = close
  await new Promise((resolve) => {
    socket.onopen = resolve
    // A session that never was is closed as well.
    socket.onerror = resolve
  })
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data)
    if (message.id === undefined) heard.push(message)
    else waiting.get(message.id)?.answered(message)
  }
  let id = 0
  const send = (method, params = {}) => new Promise((resolve, reject) => {
    if (closed) return reject(new Closed())
    id += 1
    const answered = ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result))
    waiting.set(id, { answered, reject })
    socket.send(JSON.stringify({ id, method, params }))
  })
  const event = async (method, holds = () => true) => {
    let found
    await until(() => {
      found = heard.find((message) => message.method === method && holds(message.params))
      return found !== undefined || closed
    })
    if (!found) throw new Closed()
    return found.params
  }
  return { send, event, close }
}

/** Sets a breakpoint; gives back its id, and the original's text. */
async function breakpoint(session, { bundle, file, line }) {
  await session.send('Debugger.enable')
  const script = await session.event('Debugger.scriptParsed', ({ url, sourceMapURL }) => sourceMapURL && url.endsWith(bundle))
  const map = new TraceMap(mapOf(script))
  const source = map.resolvedSources.find((name) => name?.endsWith(file))
  const [place] = allGeneratedPositionsFor(map, { source, line, column: 0, bias: LEAST_UPPER_BOUND })
  const location = { scriptId: script.scriptId, lineNumber: place.line - 1, columnNumber: place.column }
  const { breakpointId } = await session.send('Debugger.setBreakpoint', { location })
  return { breakpointId, original: sourceContentFor(map, source) }
}

function mapOf({ url, sourceMapURL }) {
  if (sourceMapURL.startsWith('data:')) return Buffer.from(sourceMapURL.split(',')[1], 'base64').toString()
  return readFileSync(new URL(sourceMapURL, url), 'utf8')
}
