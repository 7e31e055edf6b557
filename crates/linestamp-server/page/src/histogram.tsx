// How many records there are over time, stacked by level. Dragging zooms in, a double click out.

import { effect, signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'

import type { Histogram } from './api.ts'
import { asking } from './asking.ts'
import { LEVELS } from './columns.ts'
import { hasTime } from './query.ts'
import { asked, filter, narrow, range, sent, zoomOut, zoomTo } from './state.ts'
import { colour, theme } from './theme.ts'
import { clock, day, number, short, stretch, stretchText } from './time.ts'

const HEIGHT = 104
/** What is free to the right of the plot. */
const PADDING = 12
/** Half of what a character of a time takes. */
const HALF_CHARACTER = 3.2
/** The steps between counts: there is no half of a record. */
const WHOLE = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].flatMap((one) => [one, 2 * one, 5 * one])
const question = asking<Histogram>()
/** The bucket under the pointer. */
const hovered = signal<number | null>(null)

/** The levels as they stand on each other: the gravest at the bottom, where all have one base. */
type Stacks = { times: number[]; counts: Record<string, number[]>; tops: number[][] }

function stack(histogram: Histogram): Stacks {
  const { from, until, step } = histogram
  const size = Math.max(1, Math.ceil((until - from) / step))
  const times = Array.from({ length: size }, (_, index) => (from + index * step) / 1000)
  const counts = Object.fromEntries(LEVELS.map((level) => [level, new Array<number>(size).fill(0)]))
  for (const bucket of histogram.buckets) {
    const index = Math.floor((bucket.start - from) / step)
    for (const { value, count } of bucket.counts) {
      const row = counts[value ?? ''] ?? counts['debug']
      if (row && index >= 0 && index < size) row[index] = (row[index] ?? 0) + count
    }
  }
  let below = new Array<number>(size).fill(0)
  const tops = LEVELS.map((level) => (below = below.map((top, index) => top + (counts[level]?.[index] ?? 0))))
  return { times, counts, tops }
}

/** Where there are errors there is a mark, however few of many they are. */
function markErrors(plot: uPlot, stacks: Stacks): void {
  const { ctx, bbox } = plot
  const width = bbox.width / stacks.times.length
  ctx.save()
  ctx.fillStyle = colour('bar-error')
  stacks.counts['error']?.forEach((count, index) => {
    const at = bbox.left + index * width
    if (count > 0) ctx.fillRect(at, bbox.top + bbox.height + 2, Math.max(2, width - 1), 2 * devicePixelRatio)
  })
  ctx.restore()
}

function draw(into: HTMLElement, histogram: Histogram, stacks: Stacks): uPlot {
  const bars = uPlot.paths.bars?.({ size: [0.92, Infinity], align: 1 })
  const line = colour('line')
  const axis = { stroke: colour('soft'), font: '11px system-ui, sans-serif', ticks: { stroke: line, size: 4 } }
  // The highest is drawn first, and what is below it over it.
  const series = [...LEVELS].reverse().map((level) => {
    const fill = colour(`bar-${level}`)
    return { fill, stroke: fill, width: 0, points: { show: false }, ...(bars ? { paths: bars } : {}) }
  })
  const options: uPlot.Options = {
    width: into.clientWidth,
    height: HEIGHT,
    padding: [8, PADDING, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    scales: {
      x: { range: () => [histogram.from / 1000, histogram.until / 1000] },
      y: { range: (_, __, max) => [0, Math.max(1, max * 1.05)] },
    },
    axes: [
      { ...axis, grid: { show: false }, gap: 4, size: 24, space: 70, values: (plot, at, __, ___, step) => at.map((time) => uncut(plot, histogram, time * 1000, label(time * 1000, step))) },
      { ...axis, grid: { stroke: line, width: 1 }, size: narrow.value ? 40 : 56, space: 28, values: (_, at) => at.map(short), incrs: WHOLE },
    ],
    series: [{}, ...series],
    hooks: {
      draw: [(plot) => markErrors(plot, stacks)],
      setCursor: [(plot) => (hovered.value = bucketAt(plot, histogram))],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select
          if (width < 4) return
          zoomTo(plot.posToVal(left, 'x') * 1000, plot.posToVal(left + width, 'x') * 1000)
        },
      ],
    },
  }
  return new uPlot(options, [stacks.times, ...[...stacks.tops].reverse()], into)
}

/** A time below the plot, as exact as the steps between two of them. */
function label(time: number, step: number): string {
  if (step >= 86_400) return day(time).slice(5)
  const midnight = clock(time, false) === '00:00:00'
  if (midnight && step >= 3600) return day(time).slice(5)
  return step >= 60 ? clock(time, false).slice(0, 5) : clock(time, step < 1).slice(0, step < 1 ? 12 : 8)
}

/** No text where its end would be cut off at the right. */
function uncut(plot: uPlot, { from, until }: Histogram, time: number, text: string): string {
  const room = ((until - time) / (until - from)) * (plot.bbox.width / devicePixelRatio) + PADDING
  return text.length * HALF_CHARACTER <= room ? text : ''
}

function bucketAt(plot: uPlot, { from, step }: Histogram): number | null {
  const left = plot.cursor.left ?? -1
  return left < 0 ? null : Math.floor((plot.posToVal(left, 'x') * 1000 - from) / step)
}

function Plot({ histogram }: { histogram: Histogram }) {
  const place = useRef<HTMLDivElement>(null)
  const dark = theme.value
  useEffect(() => {
    const into = place.current
    if (!into) return
    const plot = draw(into, histogram, stack(histogram))
    plot.over.addEventListener('dblclick', () => zoomOut(histogram))
    const observer = new ResizeObserver(() => plot.setSize({ width: into.clientWidth, height: HEIGHT }))
    observer.observe(into)
    return () => {
      observer.disconnect()
      plot.destroy()
      hovered.value = null
    }
  }, [histogram, dark])
  return <div ref={place} class="plot" role="img" aria-label={summary(histogram)} />
}

function totals(histogram: Histogram): { level: string; count: number }[] {
  const { counts } = stack(histogram)
  const at = hovered.value
  const sum = (row: number[]): number => (at === null ? row.reduce((all, one) => all + one, 0) : (row[at] ?? 0))
  return LEVELS.map((level) => ({ level, count: sum(counts[level] ?? []) }))
}

function summary(histogram: Histogram): string {
  const parts = totals(histogram).map(({ level, count }) => `${number(count)} ${level}`)
  return `Records from ${stretchText(histogram)}: ${parts.join(', ')}`
}

/** What the plot says in words: of all of it, or of the bucket under the pointer. */
function Reading({ histogram }: { histogram: Histogram }) {
  const counts = totals(histogram)
  const at = hovered.value
  const start = histogram.from + (at ?? 0) * histogram.step
  const all = counts.reduce((sum, { count }) => sum + count, 0)
  return (
    <p class="reading">
      <span class="all">
        <b>{number(all)}</b> {all === 1 ? 'record' : 'records'}
      </span>
      <span class="when">{at === null ? stretchText(histogram) : `${clock(start, false)} – ${clock(start + histogram.step, false)}`}</span>
      {counts.map(({ level, count }) => (
        <span key={level} class={`tally ${level}${count === 0 ? ' none' : ''}`}>
          <i aria-hidden="true" /> {level} <b>{number(count)}</b>
        </span>
      ))}
    </p>
  )
}

/** The stretch that is to be seen. */
export function current(): { from: number; until: number } {
  return question.value.value ?? stretch(range.value, asked.value)
}

export function HistogramView() {
  const histogram = question.value.value
  return (
    <section class="histogram" aria-label="Records over time" aria-busy={question.loading.value}>
      <div class="bar">
        {histogram ? <Reading histogram={histogram} /> : <p class="reading"> </p>}
        <span class="hint">drag to zoom in</span>
        <button type="button" class="small" onClick={() => zoomOut(current())} title="Zoom out (z)">
          Zoom out
        </button>
      </div>
      {histogram ? <Plot histogram={histogram} /> : <div class="plot empty" />}
    </section>
  )
}

/** Keeps the histogram what the state asks for. */
export function followHistogram(): void {
  effect(() => {
    const { from, until } = stretch(range.value, asked.value)
    const time = hasTime(filter.value) ? {} : { from: Math.floor(from), until: Math.ceil(until) }
    const buckets = narrow.value ? 40 : 96
    question.ask('/v1/histogram', { filter: sent.value.text, ...time, buckets, by: 'level' })
  })
}
