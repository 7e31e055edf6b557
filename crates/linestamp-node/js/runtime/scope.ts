// Which event the running code belongs to. Workerd carries bindings and exports, as its `withEnvAndExports` gave
// them, through all that is awaited and started; a scope that lies among the exports is found without Node's modules.

import * as workers from 'cloudflare:workers'

import { hex, NONE, over, type Context } from './fields.js'
import type { Fields, Given } from './options.js'
import type { Lifetime, Outbox } from './outbox.js'

const SCOPE = Symbol()

/** An event, or a part of one: what fills its records, and where they wait. */
export interface Scope extends Context, Outbox {
  /** The name of the log service's binding. */
  binding: string
  /** The bindings, with the log service's wrapped. */
  env: Record<string, unknown>
  /** The instance that it belongs to. */
  owner?: object | undefined
}

/** The scope of the running code, if there is one. */
export function current(): Scope | undefined {
  return workers.exports[SCOPE]
}

/** The event that is running, whichever it is. */
export const running: Lifetime = workers

/** Runs `work` in a scope. */
export function within<T>(scope: Scope, work: () => T): T {
  return workers.withEnvAndExports(scope.env, { ...workers.exports, [SCOPE]: scope }, () => {
    // In Vite's dev server modules have a copy of the bindings, which nothing else changes. What is put there knows
    // itself which event is running.
    workers.env[scope.binding] = scope.env[scope.binding]
    return work()
  })
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
  const { fields, flags } = current() ?? NONE
  return `00-${fields.trace_id ?? hex()}-${hex().slice(16)}-${flags}`
}
