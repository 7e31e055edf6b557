// Stretches of time, and how times and numbers are written.

/** What is looked at: the last so many milliseconds, or a fixed stretch. */
export type Range = { last: number } | { from: number; until: number }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const CHOICES: readonly { last: number; label: string; short: string }[] = [
  { last: 5 * MINUTE, label: 'Last 5 minutes', short: '5m' },
  { last: 15 * MINUTE, label: 'Last 15 minutes', short: '15m' },
  { last: HOUR, label: 'Last hour', short: '1h' },
  { last: 6 * HOUR, label: 'Last 6 hours', short: '6h' },
  { last: DAY, label: 'Last 24 hours', short: '24h' },
  { last: 7 * DAY, label: 'Last 7 days', short: '7d' },
  { last: 30 * DAY, label: 'Last 30 days', short: '30d' },
]

/** The stretch that a range is at a moment. */
export function stretch(range: Range, now: number): { from: number; until: number } {
  return 'last' in range ? { from: now - range.last, until: now } : range
}

const UNITS: Record<string, number> = { m: MINUTE, h: HOUR, d: DAY }

/** Reads what `written` wrote. */
export function readRange(text: string | null): Range | undefined {
  const last = /^(\d{1,5})([mhd])$/.exec(text ?? '')
  if (last) return { last: Number(last[1]) * (UNITS[last[2] ?? ''] ?? MINUTE) }
  const fixed = /^(\d{1,16})-(\d{1,16})$/.exec(text ?? '')
  if (!fixed || Number(fixed[1]) >= Number(fixed[2])) return undefined
  return { from: Number(fixed[1]), until: Number(fixed[2]) }
}

/** A range as an address holds it. */
export function written(range: Range): string {
  if ('last' in range) return CHOICES.find(({ last }) => last === range.last)?.short ?? `${Math.round(range.last / MINUTE)}m`
  return `${range.from}-${range.until}`
}

const pad = (number: number, width = 2): string => String(number).padStart(width, '0')

export function day(time: number): string {
  const date = new Date(time)
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

export function clock(time: number, millis = true): string {
  const date = new Date(time)
  const whole = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`
  return millis ? `${whole}.${pad(date.getMilliseconds(), 3)}` : whole
}

/** A stretch for people: the day only once where both ends have one. */
export function stretchText({ from, until }: { from: number; until: number }): string {
  const end = day(from) === day(until) ? clock(until, false) : `${day(until)} ${clock(until, false)}`
  return `${day(from)} ${clock(from, false)} – ${end}`
}

export function duration(millis: number): string {
  if (millis < 1000) return `${Math.round(millis)} ms`
  if (millis < MINUTE) return `${(millis / 1000).toFixed(millis < 10_000 ? 2 : 1)} s`
  if (millis < HOUR) return `${Math.floor(millis / MINUTE)} min ${Math.round((millis % MINUTE) / 1000)} s`
  if (millis < 2 * DAY) return `${(millis / HOUR).toFixed(1)} h`
  return `${(millis / DAY).toFixed(1)} d`
}

const grouped = new Intl.NumberFormat('en')
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

export const number = (value: number): string => grouped.format(value)
export const short = (value: number): string => (value < 10_000 ? grouped.format(value) : compact.format(value))
