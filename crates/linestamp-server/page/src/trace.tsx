// One trace across services: its spans as a tree over time, its records as marks on them.

import { effect, signal } from '@preact/signals'

import type { Span, Stored, Trace } from './api.ts'
import { asking } from './asking.ts'
import { open, trace } from './state.ts'
import { clock, day, duration, number } from './time.ts'
import { inLine, visible } from './visible.tsx'

const question = asking<Trace>()
/** The spans whose records are not listed. */
const folded = signal<ReadonlySet<string>>(new Set())

interface Placed {
  span: Span
  depth: number
}

/** The spans, each behind its parent. One whose parent is not there, or is itself, stands at the root. */
function tree(spans: readonly Span[]): Placed[] {
  const ids = new Set(spans.map(({ id }) => id))
  const below = new Map<string | null, Span[]>()
  for (const span of spans) {
    const parent = span.parent !== null && ids.has(span.parent) && span.parent !== span.id ? span.parent : null
    below.set(parent, [...(below.get(parent) ?? []), span])
  }
  const placed: Placed[] = []
  const seen = new Set<string>()
  // A list of what is left, since a hostile trace may be deeper than the stack, or go in circles.
  const left = (below.get(null) ?? []).map((span) => ({ span, depth: 0 })).reverse()
  for (let at = left.pop(); at; at = left.pop()) {
    if (seen.has(at.span.id)) continue
    seen.add(at.span.id)
    placed.push(at)
    const { depth } = at
    const children = (below.get(at.span.id) ?? []).map((span) => ({ span, depth: depth + 1 }))
    left.push(...children.reverse())
  }
  return [...placed, ...spans.filter(({ id }) => !seen.has(id)).map((span) => ({ span, depth: 0 }))]
}

function toggle(id: string): void {
  const next = new Set(folded.value)
  if (!next.delete(id)) next.add(id)
  folded.value = next
}

/** How far into the trace a time is, in per cent. */
const part = (time: number, of: Trace): number => (100 * (time - of.from)) / Math.max(1, of.until - of.from)

function Bar({ span, of, records }: { span: Span; of: Trace; records: readonly Stored[] }) {
  const left = part(span.from, of)
  const width = `max(3px, ${part(span.until, of) - left}%)`
  return (
    <span class="lane" aria-hidden="true">
      <i class={`bar${span.errors > 0 ? ' error' : ''}`} style={{ left: `${left}%`, width }} />
      {records.map((record) => (
        <i key={record.seq} class={`mark ${record.level}`} style={{ left: `${part(record.timestamp, of)}%` }} />
      ))}
    </span>
  )
}

function SpanRow({ placed: { span, depth }, of, records }: { placed: Placed; of: Trace; records: readonly Stored[] }) {
  const unfolded = !folded.value.has(span.id)
  const indent = { paddingLeft: `${Math.min(depth, 12) * 14 + 8}px` }
  return (
    <li>
      <button type="button" class="span" aria-expanded={unfolded} onClick={() => toggle(span.id)}>
        <span class="name" style={indent}>
          <span class="twist" aria-hidden="true">{unfolded ? '▾' : '▸'}</span>
          <b>{inLine(span.service ?? 'unknown')}</b> {inLine(span.name ?? '')}
          {span.errors > 0 ? <em class="error"> {number(span.errors)} {span.errors === 1 ? 'error' : 'errors'}</em> : null}
        </span>
        <Bar span={span} of={of} records={records} />
        <span class="took">{duration(span.until - span.from)}</span>
      </button>
      {unfolded ? (
        <ol>
          {records.map((record) => (
            <li key={record.seq} class={record.level}>
              <button
                type="button"
                class="entry"
                aria-current={record.seq === open.value ? 'true' : undefined}
                onClick={() => (open.value = record.seq)}
              >
                <span class="name" style={indent}>
                  <span class="apart">+{duration(record.timestamp - of.from)}</span>
                  <span class="what">{inLine(record.message)}</span>
                </span>
                <span class="lane" aria-hidden="true">
                  <i class={`mark ${record.level}`} style={{ left: `${part(record.timestamp, of)}%` }} />
                </span>
                <span class="took">{record.source_location ? <span class="stamp">{inLine(record.source_location)}</span> : null}</span>
              </button>
            </li>
          ))}
        </ol>
      ) : null}
    </li>
  )
}

/** The times below which the bars stand. */
function Scale({ of }: { of: Trace }) {
  return (
    <p class="span scale" aria-hidden="true">
      <span class="name">Span</span>
      <span class="lane">
        {[0, 25, 50, 75].map((at) => (
          <span key={at} style={{ left: `${at}%` }}>
            {duration(((of.until - of.from) * at) / 100)}
          </span>
        ))}
      </span>
      <span class="took">{duration(of.until - of.from)}</span>
    </p>
  )
}

function Waterfall({ of }: { of: Trace }) {
  const bySeq = new Map(of.records.map((record) => [record.seq, record]))
  const recordsOf = (span: Span): Stored[] => span.records.flatMap((seq) => bySeq.get(seq) ?? [])
  return (
    <>
      <Scale of={of} />
      <ol class="spans">
        {tree(of.spans).map((placed) => (
          <SpanRow key={placed.span.id} placed={placed} of={of} records={recordsOf(placed.span)} />
        ))}
      </ol>
      {of.truncated ? <p class="foot">The trace is longer: these are its first {number(of.records.length)} records.</p> : null}
    </>
  )
}

export function TraceView() {
  const id = trace.value ?? ''
  const of = question.value.value
  const services = new Set(of?.spans.map(({ service }) => service))
  return (
    <section class="trace" aria-label="Trace" aria-busy={question.loading.value}>
      <header>
        <button type="button" class="small" onClick={() => (trace.value = null)} title="Back to the records (Esc)">
          ← Records
        </button>
        <h2>
          Trace <code>{visible(id.slice(0, 80))}</code>
        </h2>
        {of ? (
          <p>
            {number(of.records.length)} records, {number(services.size)} {services.size === 1 ? 'service' : 'services'},{' '}
            {duration(of.until - of.from)} · {day(of.from)} {clock(of.from)}
          </p>
        ) : null}
      </header>
      <div class="scroll" tabIndex={0} role="group" aria-label="Spans">
        {of ? <Waterfall of={of} /> : <p class="foot">{question.problem.value?.message ?? 'Loading…'}</p>}
      </div>
    </section>
  )
}

/** Keeps the trace what the state asks for. */
export function followTrace(): void {
  effect(() => {
    question.clear()
    folded.value = new Set()
    if (trace.value !== null) question.ask(`/v1/traces/${encodeURIComponent(trace.value)}`)
  })
}
