// One value of a record, as the table shows it.

import type { Stored } from './api.ts'
import { asked } from './state.ts'
import { clock, day } from './time.ts'
import { inLine } from './visible.tsx'

export function Cell({ record, column }: { record: Stored; column: keyof Stored }) {
  const value = record[column]
  if (value === undefined || value === null) return null
  switch (column) {
    case 'timestamp': {
      const time = Number(value)
      const other = day(time) !== day(asked.value)
      return (
        <time title={new Date(time).toISOString()}>
          {other ? `${day(time).slice(5)} ` : ''}
          {clock(time, !other)}
        </time>
      )
    }
    case 'source_location':
      return <span class="stamp">{inLine(String(value))}</span>
    default:
      return <bdi>{inLine(String(value))}</bdi>
  }
}
