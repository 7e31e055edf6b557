// A copy of a record, taken when it is written: what the caller changes later is not in it, and all that
// is in it can be sent over RPC.
//
// Rules: plain objects, arrays, maps and sets are copied, cycles included. An error becomes an object with its
// name, message, stack, cause and own properties. Dates, regular expressions and bytes stay. What RPC
// would refuse, or send as a live reference, becomes a text, and its path is noted.

/** The key of the metadata under which the paths of replaced values stand. */
const MARK = 'linestamp.replaced'

/** What is nested deeper becomes a text. */
const DEEPEST = 64

/** How many paths are noted. */
const NAMED = 32

/** Copies a record; throws a `TypeError` if it is none. `size` is about how many characters it has. */
export function copied(given: any): [record: Record<string, unknown>, size: number] {
  if (typeof given !== 'object') throw new TypeError('a record has to be an object')
  const replaced: string[] = []
  const path: string[] = []
  const seen = new Map<object, object>()
  let size = 0

  /** Copies the own properties of `source`, or those that stand for it. */
  const fill = (to: any, source: object, from: any = source) => {
    seen.set(source, to)
    for (const key of Object.keys(from)) {
      path.push(key)
      size += key.length
      let value
      try {
        value = valueOf(from[key])
      } catch (thrown) {
        replaced.push(path.join('.'))
        value = textOf(thrown)
      } finally {
        path.pop()
      }
      // `__proto__` is a key as any other; to define all of them takes three times as long.
      if (key === '__proto__') Object.defineProperty(to, key, { value, enumerable: true })
      else to[key] = value
    }
    return to
  }

  const valueOf = (value: any) => {
    size += typeof value === 'string' ? value.length : 8
    return Object(value) === value || typeof value === 'symbol' ? seen.get(value) ?? objectOf(value) : value
  }

  /** The copy of an object; what cannot be sent is thrown. */
  const objectOf = (value: any): object => {
    if (path.length > DEEPEST) throw value
    const prototype = Object.getPrototypeOf(value)
    if (prototype === Object.prototype || !prototype) return fill({}, value)
    if (Array.isArray(value)) return fill([], value)
    if (value instanceof Map) return new Map(fill([], [...value]))
    if (value instanceof Set) return new Set(fill([], [...value]))
    if (value instanceof Error) {
      return fill({}, value, { name: value.name, message: value.message, stack: value.stack, cause: value.cause, ...(value as object) })
    }
    if (![Date, RegExp, ArrayBuffer].some((kind) => value instanceof kind) && !ArrayBuffer.isView(value)) throw value
    size += value.byteLength ?? 0
    return value
  }

  const record = fill({}, given)
  if (replaced.length) {
    const { metadata } = record
    record.metadata = { ...(metadata?.constructor === Object ? metadata : { value: metadata }), [MARK]: replaced.slice(0, NAMED) }
  }
  return [record, size]
}

/** The text of what cannot be sent, or of the error of a getter. */
function textOf(value: any): string {
  if (typeof value === 'function') return `[function ${value.name}]`
  return String(value).replace('[object Object]', `[object ${value.constructor?.name}]`)
}
