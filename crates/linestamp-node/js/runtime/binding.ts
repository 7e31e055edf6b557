// The binding as the source sees it: `write` and `writeBatch` put records into the outbox of the running
// event, everything else is the log service's own.

import { copied } from './copy.js'
import { newId } from './id.js'
import { lose } from './loss.js'
import type { Settings } from './options.js'
import type { Scope } from './scope.js'

/** Wraps a binding; `scope` tells whose record it is. */
export function wrapped(settings: Settings, binding: object | undefined, scope: () => Scope): object {
  const write = async (record: unknown) => {
    try {
      if (record) put(scope(), record)
    } catch (error) {
      lose(settings, 1, String(error))
    }
  }
  const writeBatch = async (records: unknown) => {
    // What is no batch is no record either, and is counted as such.
    for (const record of [records].flat()) void write(record)
  }
  return new Proxy(binding ?? {}, {
    get(target, name) {
      if (name === 'write') return write
      if (name === 'writeBatch') return writeBatch
      const value = Reflect.get(target, name, target)
      // RPC's own properties are callable and no functions: they know their binding already.
      return value instanceof Function ? value.bind(target) : value
    },
  })
}

function put({ fields, outbox }: Scope, given: unknown): void {
  const { record, size } = copied(given)
  record.id ??= newId()
  record.timestamp ??= Date.now()
  for (const [name, value] of Object.entries(fields)) record[name] ??= value
  outbox.add({ record, size })
}
