// What every record has, whoever writes it.

import { newId } from './id.js'
import type { Fields } from './options.js'

/** Fills what a record does not say itself. */
export function filled(record: Record<string, unknown>, fields: { [name in keyof Fields]: Fields[name] | undefined }): object {
  record.id ??= newId()
  record.timestamp ??= Date.now()
  for (const name in fields) record[name] ??= fields[name as keyof Fields]
  return record
}
