// A debugger's client: what an editor does to set a breakpoint in an original file, over the
// inspector protocol of a running Worker. V8 knows nothing of originals, so the line is looked up
// in the map that the bundle names.

import { readFileSync } from 'node:fs'

import { allGeneratedPositionsFor, LEAST_UPPER_BOUND, sourceContentFor, TraceMap } from '@jridgewell/trace-mapping'

import { until } from './support.mjs'

/** A session with the first Worker behind an inspector's port. */
export async function inspect(port) {
  let targets = []
  await until(async () => {
    const signal = AbortSignal.timeout(15_000)
    targets = await fetch(`http://127.0.0.1:${port}/json`, { signal }).then((response) => response.json(), () => [])
    return targets.length > 0
  })
  // Served to what says that it comes from this machine.
  const socket = new WebSocket(targets[0].webSocketDebuggerUrl, { headers: { Origin: 'http://localhost' } })
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error('the inspector refuses'))
  })
  const waiting = new Map()
  const heard = []
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data)
    if (message.id === undefined) heard.push(message)
    else waiting.get(message.id)?.(message)
  }
  let id = 0
  const send = (method, params = {}) => new Promise((resolve, reject) => {
    id += 1
    waiting.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result)))
    socket.send(JSON.stringify({ id, method, params }))
  })
  const event = async (method, holds = () => true) => {
    let found
    await until(() => {
      found = heard.find((message) => message.method === method && holds(message.params))
      return found !== undefined
    })
    return found.params
  }
  return { send, event, close: () => socket.close() }
}

/**
 * Sets a breakpoint in a line of an original file, whose Worker's bundle has the given name; gives
 * back its id, and the original's text as debuggers see it.
 */
export async function breakpoint(session, bundle, file, line) {
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
