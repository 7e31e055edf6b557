// One record: its message, its columns, its metadata, and what happened around it.

import { effect, signal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'

import type { Stored } from './api.ts'
import { asking } from './asking.ts'
import { COLUMNS } from './columns.ts'
import { Around } from './around.tsx'
import { Long, Metadata } from './metadata.tsx'
import { has, termOf, toggled } from './query.ts'
import { rows } from './records.ts'
import { Source } from './source.tsx'
import { filter, narrow, open, setFilter, trace } from './state.ts'
import { clock, day, duration } from './time.ts'
import { focusTable } from './table.tsx'

const question = asking<Stored>()
/** The open record: the table's row while the service is asked, which may know it no longer. */
const record = signal<Stored | null>(null)

export function close(): void {
  open.value = null
  focusTable()
}

function Term({ column, value }: { column: string; value: string }) {
  const term = termOf(column, value)
  const button = (of: string, sign: string, label: string) => (
    <button
      type="button"
      class="small add"
      aria-label={`${label} ${column}`}
      title={label}
      aria-pressed={has(filter.value, of)}
      onClick={() => setFilter(toggled(filter.value, of))}
    >
      {sign}
    </button>
  )
  return (
    <span class="terms">
      {button(term, '+', 'Only this')}
      {button(`-${term}`, '−', 'Without this')}
    </span>
  )
}

function Value({ of, name }: { of: Stored; name: keyof Stored }) {
  const value = String(of[name])
  if (name === 'source_location') return <Source location={value} version={of.version} />
  if (name === 'trace_id') {
    return (
      <button type="button" class="link" onClick={() => (trace.value = value)} title="Show the trace (t)">
        <Long text={value} />
      </button>
    )
  }
  return (
    <bdi class={name === 'level' ? `level ${value}` : ''}>
      <Long text={value} />
    </bdi>
  )
}

function Fields({ of }: { of: Stored }) {
  const there = COLUMNS.filter(({ name }) => of[name] !== undefined && name !== 'message' && name !== 'timestamp')
  return (
    <dl class="fields">
      {there.map(({ name, label }) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd>
            <Value of={of} name={name} />
            <Term column={name} value={String(of[name])} />
          </dd>
        </div>
      ))}
      <div>
        <dt>Id</dt>
        <dd>
          <bdi>
            <Long text={of.id} />
          </bdi>
        </dd>
      </div>
      <div>
        <dt>Arrived</dt>
        <dd>
          {clock(of.received_at)}, number {of.seq}
          <Late of={of} />
        </dd>
      </div>
    </dl>
  )
}

function Late({ of }: { of: Stored }) {
  const apart = of.received_at - of.timestamp
  if (of.clock) return <em class="warn"> its clock is far {of.clock}</em>
  return apart > 1000 ? <span class="soft"> {duration(apart)} after it was written</span> : null
}

/** Copies the record, and says that it did. */
function Copy({ of }: { of: Stored }) {
  const copied = useMemo(() => signal(false), [of])
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(JSON.stringify(of, null, 2))
    copied.value = true
  }
  return (
    <button type="button" class="small" onClick={() => void copy().catch(() => {})}>
      {copied.value ? 'Copied' : 'Copy JSON'}
    </button>
  )
}

function Whole({ of }: { of: Stored }) {
  return (
    <>
      <p class="message">
        <bdi>
          <Long text={of.message} />
        </bdi>
      </p>
      <Fields of={of} />
      {typeof of.metadata === 'object' && of.metadata !== null && Object.keys(of.metadata).length > 0 ? (
        <section class="metadata">
          <h3>Metadata</h3>
          <Metadata key={of.seq} value={of.metadata} />
        </section>
      ) : null}
      <Around of={of} />
    </>
  )
}

export function Detail() {
  const of = record.value
  const place = useRef<HTMLElement>(null)
  useEffect(() => {
    // On a phone it covers the table, so that is where one reads on.
    if (narrow.value) place.current?.focus()
  }, [of === null])
  if (open.value === null) return null
  return (
    <aside ref={place} class="detail" aria-label="Record" tabIndex={-1}>
      <header>
        <h2>
          {of ? (
            <>
              <span class={`level ${of.level}`}>{of.level}</span>
              <time>
                {day(of.timestamp)} {clock(of.timestamp)}
              </time>
            </>
          ) : (
            `Record ${open.value}`
          )}
        </h2>
        {of?.trace_id ? (
          <button type="button" class="small" onClick={() => (trace.value = of.trace_id ?? null)}>
            Trace
          </button>
        ) : null}
        {of ? <Copy of={of} /> : null}
        <button type="button" class="small close" aria-label="Close the record" title="Close (Esc)" onClick={close}>
          ×
        </button>
      </header>
      <div class="scroll" tabIndex={0} role="group" aria-label="The record's contents">
        {of ? <Whole of={of} /> : <p class="foot">{question.problem.value?.message ?? 'Loading…'}</p>}
      </div>
    </aside>
  )
}

/** Keeps the open record what the state asks for. */
export function followOpen(): void {
  effect(() => {
    const seq = open.value
    question.clear()
    record.value = null
    if (seq === null) return
    record.value = rows.peek().find((row) => row.seq === seq) ?? null
    question.ask(`/v1/records/${seq}`)
  })
  effect(() => {
    if (question.value.value) record.value = question.value.value
  })
}

/** The trace of the open record. */
export const traceOfOpen = (): string | null => record.value?.trace_id ?? null
