// The records, a row each. Only rows that can be seen exist, however many have been loaded.

import { computed, effect, signal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'

import type { Stored } from './api.ts'
import { Cell } from './cell.tsx'
import { type Column, columnOf } from './columns.ts'
import { loading, more, next, problem, rows } from './records.ts'
import { columns, live, narrow, open } from './state.ts'
import { number } from './time.ts'

const BEYOND = 12

/** The row that the keys act on. */
export const cursor = signal(-1)
const top = signal(0)
const height = signal(600)
const rowHeight = computed(() => (narrow.value ? 48 : 25))
const shown = computed(() => columns.value.map(columnOf).filter((column): column is Column => column !== undefined))
const template = computed(() => (narrow.value ? '' : shown.value.map(({ width }) => width).join(' ')))

let scroller: HTMLElement | null = null

/** Moves the cursor, and what is seen with it. */
export function moveTo(index: number): void {
  const last = rows.value.length - 1
  if (last < 0) return
  cursor.value = Math.max(0, Math.min(last, index))
  if (!scroller) return
  const at = cursor.value * rowHeight.value
  const seen = scroller.clientHeight - rowHeight.value
  if (at < scroller.scrollTop) scroller.scrollTop = at
  else if (at + rowHeight.value > scroller.scrollTop + seen) scroller.scrollTop = at + rowHeight.value - seen
  if (open.value !== null) open.value = rows.value[cursor.value]?.seq ?? null
  if (cursor.value > last - 50) more()
}

export const move = (by: number): void => moveTo(cursor.value + by)
export const focusTable = (): void => scroller?.focus({ preventScroll: true })

function Row({ record, index }: { record: Stored; index: number }) {
  const selected = record.seq === open.value
  return (
    <div
      role="row"
      id={`row-${record.seq}`}
      class={`row ${record.level}${index === cursor.value ? ' cursor' : ''}${selected ? ' selected' : ''}`}
      aria-rowindex={index + 2}
      aria-selected={selected}
      style={{ top: `${index * rowHeight.value}px`, gridTemplateColumns: template.value }}
      onClick={() => {
        cursor.value = index
        open.value = record.seq
      }}
    >
      {shown.value.map(({ name }) => (
        <div key={name} role="gridcell" class={`cell ${name}`}>
          <Cell record={record} column={name} />
        </div>
      ))}
    </div>
  )
}

function Head() {
  return (
    <div role="row" class={narrow.value ? 'hidden' : 'row head'} aria-rowindex={1} style={{ gridTemplateColumns: template.value }}>
      {shown.value.map(({ name, label }) => (
        <div key={name} role="columnheader" class={`cell ${name}`}>
          {label}
        </div>
      ))}
    </div>
  )
}

function Foot() {
  const count = rows.value.length
  if (live.value && count === 0) return <p class="foot">Waiting for records…</p>
  if (loading.value) return <p class="foot">Loading…</p>
  if (problem.value) return null
  if (count === 0) return <p class="foot empty">No record in this stretch of time. A longer one, or a shorter filter, may have some.</p>
  return next.value === null && !live.value ? <p class="foot">{number(count)} records, no more.</p> : null
}

/** Live, new rows come in at the top: who looks further down keeps what is looked at. */
function useAnchor(): void {
  const first = useRef<number | undefined>(undefined)
  useLayoutEffect(() => {
    const before = first.current
    first.current = rows.value[0]?.seq
    if (!live.value || before === undefined || !scroller) return
    const came = rows.value.findIndex(({ seq }) => seq === before)
    if (came <= 0) return
    if (scroller.scrollTop > 0) scroller.scrollTop += came * rowHeight.value
    if (cursor.value >= 0) cursor.value = Math.min(rows.value.length - 1, cursor.value + came)
  }, [rows.value])
}

export function Table() {
  const place = useRef<HTMLDivElement>(null)
  useAnchor()
  useEffect(() => {
    const at = place.current
    if (!at) return
    scroller = at
    const observer = new ResizeObserver(() => (height.value = at.clientHeight))
    observer.observe(at)
    return () => {
      observer.disconnect()
      scroller = null
    }
  }, [])
  const each = rowHeight.value
  const first = Math.max(0, Math.floor(top.value / each) - BEYOND)
  const last = Math.min(rows.value.length, Math.ceil((top.value + height.value) / each) + BEYOND)
  const at = rows.value[cursor.value]
  const inView = at && cursor.value >= first && cursor.value < last
  return (
    <div
      ref={place}
      class="table"
      role="grid"
      tabIndex={0}
      aria-label="Records"
      aria-rowcount={rows.value.length + 1}
      aria-busy={loading.value}
      aria-activedescendant={inView ? `row-${at.seq}` : undefined}
      onScroll={(event) => {
        const target = event.currentTarget
        top.value = target.scrollTop
        if (target.scrollTop + 3 * target.clientHeight > rows.value.length * rowHeight.value) more()
      }}
    >
      <div class="sheet" role="rowgroup">
        <Head />
        <div class="rows" role="presentation" style={{ height: `${rows.value.length * each}px` }}>
          {rows.value.slice(first, last).map((record, index) => (
            <Row key={record.seq} record={record} index={first + index} />
          ))}
        </div>
      </div>
      <Foot />
    </div>
  )
}

/** Other records than before begin at the top. */
export function followRows(): void {
  let first: number | undefined
  effect(() => {
    const now = rows.value[0]?.seq
    if (now === first) return
    first = now
    if (live.peek()) return
    cursor.value = rows.value.findIndex(({ seq }) => seq === open.peek())
    top.value = 0
    if (scroller) scroller.scrollTop = 0
  })
}
