// The most frequent values of some columns, and the lines that log most: each a click away from the filter.

import { effect, signal } from '@preact/signals'

import type { Count, Facet } from './api.ts'
import { asking } from './asking.ts'
import { columnOf, FACETS } from './columns.ts'
import { has, termOf, toggled } from './query.ts'
import { asked, filter, narrow, sent, setFilter } from './state.ts'
import { number, short } from './time.ts'
import { inLine } from './visible.tsx'

const LIMIT = 7
const values = asking<{ facets: Facet[] }>()
const lines = asking<Facet>()
/** On a phone they wait behind a button. */
export const unfolded = signal(false)

function Value({ column, count, most }: { column: string; count: Count; most: number }) {
  const value = count.value
  if (value === null) {
    return (
      <li class="absent">
        <span>none</span>
        <b>{short(count.count)}</b>
      </li>
    )
  }
  const term = termOf(column, value)
  const on = has(filter.value, term)
  const click = (of: string) => () => setFilter(toggled(filter.value, of))
  return (
    <li class={`${on ? 'on ' : ''}${column === 'level' ? value : ''}`}>
      <button
        type="button"
        class="value"
        aria-pressed={on}
        title={value.slice(0, 300)}
        onClick={click(term)}
      >
        <i style={{ width: `${Math.max(1, (100 * count.count) / most)}%` }} aria-hidden="true" />
        <span>
          <span class="hidden">{columnOf(column)?.label ?? column} </span>
          {inLine(value)}
        </span>
        <b title={number(count.count)}>{short(count.count)}</b>
        <span class="hidden"> records</span>
      </button>
      <button type="button" class="out" aria-label={`Without ${value}`} title="Exclude" onClick={click(`-${term}`)}>
        −
      </button>
    </li>
  )
}

function One({ facet }: { facet: Facet }) {
  const most = Math.max(1, ...facet.values.map(({ count }) => count))
  const title = facet.column === 'source_location' ? 'Lines that log most' : (columnOf(facet.column)?.label ?? facet.column)
  if (facet.values.every(({ value }) => value === null)) return null
  return (
    <section class={facet.column === 'source_location' ? 'lines' : ''}>
      <h2>{title}</h2>
      <ul>
        {facet.values.map((count) => (
          <Value key={count.value} column={facet.column} count={count} most={most} />
        ))}
        {facet.others > 0 ? (
          <li class="absent">
            <span>others</span>
            <b>{short(facet.others)}</b>
          </li>
        ) : null}
      </ul>
    </section>
  )
}

export function Facets() {
  const facets = values.value.value?.facets ?? []
  const most = lines.value.value
  const problem = values.problem.value ?? lines.problem.value
  if (narrow.value && !unfolded.value) return null
  return (
    <nav class="facets" aria-label="Values" aria-busy={values.loading.value}>
      {facets.map((facet) => (
        <One key={facet.column} facet={facet} />
      ))}
      {most ? <One facet={{ ...most, column: 'source_location' }} /> : null}
      {problem ? <p class="soft">{problem.message}</p> : null}
    </nav>
  )
}

/** Keeps the facets what the state asks for. */
export function followFacets(): void {
  effect(() => {
    void asked.value
    values.ask('/v1/facets', { filter: sent.value.text, columns: FACETS.join(), limit: LIMIT })
    lines.ask('/v1/locations', { filter: sent.value.text, limit: LIMIT })
  })
}
