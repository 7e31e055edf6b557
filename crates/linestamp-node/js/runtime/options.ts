// The options as a user writes them, and as they are checked.

import type { Loss } from './loss.js'

/** What fills the columns of records that do not say it themselves. */
export interface Fields {
  service?: string
  environment?: string
  version?: string
  /** 32 hexadecimal digits, if the trace is to go on by `traceparent`. */
  trace_id?: string
  request_id?: string
  workspace_id?: string
  project_id?: string
  user_id?: string
  instance_id?: string
}

/** Fields as they are given: what is no text, empty or over 256 characters counts as not given. */
export type Given = { [name in keyof Fields]?: Fields[name] | null | undefined } & Carried

/** The trace in a message, in the first argument of an RPC call, or wherever it came from. */
export interface Carried {
  /** As the W3C's header has it; sets `trace_id`. */
  traceparent?: string | null | undefined
}

/** What a Worker is called for. */
export interface Event {
  /** `fetch`, `scheduled`, `queue`, `email`, `alarm`, or the RPC method's name. */
  name: string
  /** What it was called with. */
  args: any[]
}

/** How `withLogs` and `withEnv` behave. */
export interface Options<Env = any> {
  /** The binding's name in `env`: `LOGS` unless given. */
  binding?: string
  /** More fields, the same for all events or those of one. They go before what comes from elsewhere. */
  fields?: Given | ((env: Env, event: Event) => Given | null | undefined)
  /** The most records in a batch: 100 unless given. */
  maxRecords?: number
  /** About how many characters a batch may have: 512,000 unless given. One record may have more. */
  maxBytes?: number
  /** How long a record waits for others, in milliseconds: 1,000 unless given. */
  maxAge?: number
  /** How long the log service may take for one attempt, in milliseconds: 5,000 unless given. */
  timeout?: number
  /** How often a batch is tried: 3 unless given. */
  attempts?: number
}

/** A record that the log service does not take. */
export interface Refusal {
  /** Which one of the batch, from 0. */
  index: number
  field?: string
  reason: string
}

/** What the log service may answer to `writeBatch`. */
export interface Answer {
  accepted: number
  duplicates: number
  refused: Refusal[]
}

/** The options with their defaults, and what was lost under them in this isolate. */
export interface Settings extends Required<Omit<Options, 'fields'>> {
  fields?: Options['fields']
  loss?: Loss | undefined
}

const DEFAULTS = { maxRecords: 100, maxBytes: 512_000, maxAge: 1_000, timeout: 5_000, attempts: 3 }

/** Checks the options; throws a `TypeError` that names the one that is wrong. */
export function settingsOf(options: Options): Settings {
  const settings: Settings = { binding: 'LOGS', ...DEFAULTS, ...options }
  for (const name in DEFAULTS) {
    const value = settings[name as keyof typeof DEFAULTS]
    if (!(value > 0)) throw new TypeError(`linestamp/runtime: ${name} has to be above 0, not ${value}`)
  }
  return settings
}
