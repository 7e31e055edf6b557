// Which fields an event has: from the options, from what came in, and from the environment.

import type { Event, Fields, Given, Settings } from './options.js'

const NAMES = ['service', 'environment', 'version', 'trace_id', 'request_id', 'workspace_id', 'project_id', 'user_id', 'instance_id'] as const

/** What a store's index can hold. */
const LONGEST = 256

/** Version, trace, span, flags. Version 00 ends there; zeros are no id. */
const TRACEPARENT = /^(?!ff|00.{54})[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-([\da-f]{2})(-|$)/

/** 32 random hexadecimal digits. */
export function hex(): string {
  return crypto.randomUUID().replaceAll('-', '')
}

/** What records are filled with, and the flags of their trace. */
export interface Context {
  fields: Fields
  flags: string
}

/** What records are filled with where nothing is known. */
export const NONE: Context = { fields: {}, flags: '01' }

/** A context with what is given over it, the last of it on top. */
export function over(context: Context, ...layers: (Given | null | undefined)[]): Context {
  const fields = { ...context.fields }
  let { flags } = context
  for (const given of layers) {
    for (const name of NAMES) {
      const value = text(given?.[name])
      if (value) fields[name] = value
    }
    const found = TRACEPARENT.exec(text(given?.traceparent))
    if (found) [, fields.trace_id, flags] = found as unknown as [string, string, string]
  }
  return { fields, flags }
}

function text(value: unknown): string {
  return typeof value === 'string' && value.length <= LONGEST ? value : ''
}

/** The context of a Worker, of an instance of it, or of an event. */
export function contextOf({ fields }: Settings, env: any, instance_id: string | undefined, event?: Event): Context {
  const found = {
    service: env.SERVICE,
    environment: env.ENVIRONMENT,
    version: env.VERSION ?? (env.CF_VERSION_METADATA?.tag || env.CF_VERSION_METADATA?.id),
    instance_id,
    trace_id: hex(),
    request_id: crypto.randomUUID(),
  }
  let own
  try {
    own = typeof fields === 'function' ? event && fields(env, event) : fields
  } catch (error) {
    console.error('linestamp/runtime: no `fields` for', event?.name, error)
  }
  return over(NONE, found, event && cameWith(event.args[0]), own)
}

/** What a request's headers say, or the first argument of an RPC call. */
function cameWith(first: any): Given {
  if (!(first instanceof Request)) return { traceparent: first?.traceparent }
  const { headers } = first
  return { traceparent: headers.get('traceparent'), request_id: headers.get('x-request-id') ?? headers.get('cf-ray') }
}
