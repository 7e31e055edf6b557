// Which event the running code belongs to. Workerd carries the bindings of its `withEnv` through all
// that is awaited and started, so a scope that lies among them is found again without Node's modules.

import * as workers from 'cloudflare:workers'

import { hex, over, type Context } from './fields.js'
import type { Fields, Given } from './options.js'
import type { Outbox } from './outbox.js'

const SCOPE = Symbol('linestamp')

const importable: Record<PropertyKey, any> = workers.env

/**
 * Whether modules have a copy of the bindings, which no `withEnv` changes, as in Vite's dev server. The Worker's own
 * exports, which are carried through all the same, then have the scope. A workerd without these has no such server.
 */
const copied = !!workers.withExports && workers.withEnv({ [SCOPE]: true }, () => !importable[SCOPE])

/** An event, or a part of one: what fills its records, and where they wait. */
export interface Scope extends Context {
  outbox: Outbox
  /** The bindings, with the log service's wrapped. */
  env: object
  /** The instance that it belongs to. */
  owner?: object | undefined
}

/** The scope of the running code, if there is one. */
export function current(): Scope | undefined {
  return copied ? workers.exports[SCOPE] : importable[SCOPE]
}

/** Runs `work` in a scope. */
export function within<T>(scope: Scope, work: () => T): T {
  return copied
    ? workers.withExports!({ ...workers.exports, [SCOPE]: scope }, work)
    : workers.withEnv({ ...scope.env, [SCOPE]: scope }, work)
}

/** Puts a binding into the copy that modules have, if they have one. It knows itself which event is running. */
export function share(name: string, binding: object): void {
  if (copied) importable[name] = binding
}

/**
 * What the records of the running event are filled with, which is there to be added to:
 * `context().workspace_id = found.workspace_id`. Outside of an event what is added has no effect.
 */
export function context(): Fields {
  return current()?.fields ?? {}
}

/**
 * Runs `work`, whose records are filled with these fields, and beyond them with those of the event.
 * `{ traceparent }` goes on with the trace of a message.
 */
export function withContext<T>(given: Given, work: () => T): T {
  const scope = current()
  return scope ? within({ ...scope, ...over(scope, given) }, work) : work()
}

/** The header that hands the running event's trace on; outside of an event, that of a new trace. */
export function traceparent(): string {
  const scope = current()
  return `00-${scope?.fields.trace_id ?? hex()}-${hex().slice(16)}-${scope?.flags ?? '01'}`
}
