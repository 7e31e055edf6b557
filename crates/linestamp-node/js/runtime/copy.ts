// A copy of a record, taken when it is written: what the caller changes later is not in it, and all that
// is in it can be sent over RPC.
//
// Rules: plain objects, arrays, maps and sets are copied, cycles included. An error becomes an object with its
// name, message, stack, cause and own properties. Dates, regular expressions and bytes stay. What RPC
// would refuse, or send as a live reference, becomes a text, and its path is noted.

import { define } from './define.js'

/** The key of the metadata under which the paths of replaced values stand. */
const MARK = 'linestamp.replaced'

/** What is nested deeper becomes a text. */
const DEEPEST = 64

/** How many paths are noted. */
const NAMED = 32

/** A record that can be sent. */
export interface Copied {
  record: Record<string, any>
  /** About how many characters it has. */
  size: number
}

/** Copies a record; throws a `TypeError` if it is none. */
export function copied(given: any): Copied {
  if (typeof given !== 'object' || Array.isArray(given)) throw new TypeError('a record has to be an object')
  const replaced: string[] = []
  const path: string[] = []
  const seen = new Map<object, object>()
  let size = 0

  const replace = (value: unknown) => {
    const text = textOf(value)
    size += text.length
    if (replaced.length < NAMED) replaced.push(path.join('.'))
    return text
  }

  /** Copies the own properties of a value, or those that stand for it. */
  const fill = (to: any, source: any, from = source) => {
    seen.set(source, to)
    for (const key of Object.keys(from)) {
      size += key.length
      const value = at(key, from)
      // `__proto__` is a key as any other; to define all of them takes three times as long.
      if (key === '__proto__') define(to, key, value, true)
      else to[key] = value
    }
    return to
  }

  const at = (key: string, from: any) => {
    path.push(key)
    try {
      return valueOf(from[key])
    } catch (error) {
      // A getter that throws, or a proxy that was revoked.
      return replace(`[${error}]`)
    } finally {
      path.pop()
    }
  }

  const valueOf = (value: any): unknown => {
    size += typeof value === 'string' ? value.length : 8
    if (typeof value === 'symbol') return replace(value)
    if (Object(value) !== value) return value
    return seen.get(value) ?? ((path.length <= DEEPEST && objectOf(value)) || replace(value))
  }

  /** The copy of an object, or nothing if it cannot be sent. */
  const objectOf = (value: any): object | undefined => {
    const prototype = Object.getPrototypeOf(value)
    if (Array.isArray(value)) return fill([], value)
    if (prototype === Object.prototype || !prototype) return fill({}, value)
    if (value instanceof Error) {
      const { name, message, stack, cause } = value
      return fill({}, value, { name, message, stack, ...(cause !== undefined && { cause }), ...(value as object) })
    }
    if (value instanceof Map) return new Map(fill([], [...value]))
    if (value instanceof Set) return new Set(fill([], [...value]))
    if (value instanceof Date || value instanceof RegExp) return value
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      size += value.byteLength
      return value
    }
  }

  const record = fill({}, given)
  if (replaced.length) {
    const { metadata } = record
    const plain = metadata?.constructor === Object
    record.metadata = { ...(plain ? metadata : metadata != null && { value: metadata }), [MARK]: replaced }
  }
  return { record, size }
}

function textOf(value: any): string {
  if (typeof value === 'function') return `[function ${value.name}]`
  const text = String(value)
  return text === '[object Object]' ? `[object ${value.constructor?.name}]` : text
}
