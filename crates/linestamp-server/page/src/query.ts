// The filter as text: terms added and taken away by clicks, and the time that the page adds.

import { stretch, type Range } from './time.ts'

/** A value as a term has it: in quotes unless it is a plain word. */
export function quoted(value: string): string {
  if (/^[\p{L}\p{N}_][\p{L}\p{N}_./-]*$/u.test(value) && !/^(or|and|not)$/i.test(value)) return value
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}

/** The term for one value of a column. */
export function termOf(column: string, value: string): string {
  const line = column === 'source_location' && /^(.+):(\d+)$/.exec(value)
  if (line && /^[\w./-]+$/.test(line[1] ?? '')) return `at:${value}`
  return `${column}:${quoted(value)}`
}

/** The filter with a term, or without it, where it has it. */
export function toggled(filter: string, term: string): string {
  const words = split(filter)
  const opposite = term.startsWith('-') ? term.slice(1) : `-${term}`
  const rest = words.filter((word) => word !== term && word !== opposite)
  if (!words.includes(term)) rest.push(term)
  return rest.join(' ')
}

export const has = (filter: string, term: string): boolean => split(filter).includes(term)

/** The filter's words; what is in quotes or brackets stays together. */
function split(filter: string): string[] {
  return filter.match(/(?:"(?:\\.|[^"\\])*"?|\((?:"(?:\\.|[^"\\])*"?|[^()"])*\)?|[^\s"(])+/g) ?? []
}

/** Whether the filter says its time itself. */
export const hasTime = (filter: string): boolean => split(filter).some((word) => /^\(?-?(since|until):/.test(word))

/** What is sent, and how many characters stand in front of what the user wrote. */
export interface Sent {
  text: string
  before: number
}

/** The user's filter within a range of time. */
export function within(filter: string, range: Range, now: number): Sent {
  if (hasTime(filter)) return { text: filter, before: 0 }
  const { from, until } = stretch(range, now)
  const since = `since:${new Date(from).toISOString()}`
  const time = 'last' in range ? since : `${since} until:${new Date(until).toISOString()}`
  if (filter.trim() === '') return { text: time, before: time.length }
  const front = `${time} (`
  return { text: `${front}${filter})`, before: front.length }
}
