// Which fields an event has: from the options, from what came in, and from the environment.

import type { Event, Fields, Given, Settings } from './options.js'

const NAMES = ['service', 'environment', 'version', 'trace_id', 'request_id', 'workspace_id', 'project_id', 'user_id', 'instance_id'] as const

/** What a store's index can hold. */
const LONGEST = 256

/** Version, trace, span, flags. Version 00 ends there; zeros are no id. */
const TRACEPARENT = /^(?!ff|00.{54})[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-([\da-f]{2})(?:-|$)/

/** 32 random hexadecimal digits. */
export function hex(): string {
  return crypto.randomUUID().replaceAll('-', '')
}

/** What records are filled with, and the flags of their trace. */
export interface Context {
  fields: Fields
  flags: string
}

/** A context with what is given over another one. */
export function over({ fields, flags }: Context, given: Given | null | undefined): Context {
  const context = { fields: { ...fields }, flags }
  const text = (name: keyof Given) => {
    const value = given?.[name]
    return typeof value === 'string' && value.length <= LONGEST ? value : ''
  }
  for (const name of NAMES) if (text(name)) context.fields[name] = text(name)
  const [, trace_id, sampled] = TRACEPARENT.exec(text('traceparent')) ?? []
  if (trace_id && sampled) {
    context.fields.trace_id = trace_id
    context.flags = sampled
  }
  return context
}

/** The context of a Worker, of an instance of it, or of an event. */
export function contextOf({ fields }: Settings, env: any, instance_id?: string, event?: Event): Context {
  const { SERVICE: service, ENVIRONMENT: environment, VERSION, CF_VERSION_METADATA: metadata } = env
  const version = VERSION ?? (metadata?.tag || metadata?.id)
  const found = { service, environment, version, instance_id, trace_id: hex(), request_id: crypto.randomUUID() }
  let context = over({ fields: {}, flags: '01' }, found)
  try {
    if (event) context = over(context, cameWith(event.args[0]))
    return over(context, typeof fields === 'function' ? event && fields(env, event) : fields)
  } catch (error) {
    console.error(`linestamp/runtime: no \`fields\` for ${event!.name}:`, error)
    return context
  }
}

/** What a request's headers say, or the first argument of an RPC call. */
function cameWith(first: any): Given {
  if (!(first instanceof Request)) return { traceparent: first?.traceparent }
  const header = (name: string) => first.headers.get(name)
  return { traceparent: header('traceparent'), request_id: header('x-request-id') ?? header('cf-ray') }
}
