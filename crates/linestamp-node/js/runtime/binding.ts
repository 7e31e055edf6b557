// The binding as the source sees it: `write` and `writeBatch` put records into the outbox of the running
// event, everything else is the log service's own.

import { copied } from './copy.js'
import { filled } from './filled.js'
import { lose } from './loss.js'
import type { Settings } from './options.js'
import { current, type Scope } from './scope.js'

/** The bindings with the log service's wrapped; `elsewhere` takes what is written outside of its events. */
export function wrapped(settings: Settings, env: any, elsewhere: () => Scope): Record<string, unknown> {
  const put = (given: unknown) => {
    const [record, size] = copied(given)
    const now = current()
    // Two wrappers around one handler have a binding each.
    const scope = now?.binding === settings.binding ? now : elsewhere()
    scope.add(filled(record, scope.fields), size)
  }
  const write = async (records: unknown) => {
    for (const given of [records].flat()) {
      try {
        // Where there is nothing, nothing was meant to be written; what else is no record is counted as one.
        if (given) put(given)
      } catch (error) {
        lose(settings, `${error}`)
      }
    }
  }
  const service = new Proxy(env[settings.binding] ?? {}, {
    get(target, name) {
      if (name === 'write' || name === 'writeBatch') return write
      const value = target[name]
      // RPC's own properties are callable and no functions: they know their binding already.
      return value instanceof Function ? value.bind(target) : value
    },
  })
  return { ...env, [settings.binding]: service }
}
