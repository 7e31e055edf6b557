// What every record has, whoever writes it.

import { newId } from './id.js'
import type { Fields } from './options.js'

/** Fills what a record does not say itself. */
export function filled(record: Record<string, unknown>, fields: { [name in keyof Fields]: Fields[name] | undefined }): object {
  const found = { id: newId(), timestamp: Date.now(), ...fields }
  for (const name in found) record[name] ??= found[name as keyof typeof found]
  return record
}
