// The keyboard: a key a command, unless one is writing.

import { close } from './detail.tsx'
import { traceOfOpen } from './detail.tsx'
import { dialog } from './dialog.tsx'
import { unfolded } from './facets.tsx'
import { current } from './histogram.tsx'
import { rows } from './records.ts'
import { gate } from './session.ts'
import { live, open, refresh, setRange, trace, zoomOut } from './state.ts'
import { cursor, focusTable, move, moveTo } from './table.tsx'
import { togglePause } from './tail.ts'
import { toggleTheme } from './theme.ts'

function pan(direction: number): void {
  const { from, until } = current()
  const by = ((until - from) / 2) * direction
  setRange({ from: Math.max(0, Math.round(from + by)), until: Math.round(until + by) })
}

/** Closes the innermost of what is open. */
function escape(): void {
  if (open.value !== null) close()
  else if (trace.value !== null) trace.value = null
}

function openCursor(): void {
  const row = rows.value[cursor.value]
  if (row && trace.value === null) open.value = row.seq
}

function showTrace(): void {
  trace.value = traceOfOpen() ?? rows.value[cursor.value]?.trace_id ?? trace.value
}

function toFacets(): void {
  unfolded.value = true
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.facets button')?.focus())
}

const COMMANDS: Record<string, () => void> = {
  '/': () => document.getElementById('filter')?.focus(),
  j: () => move(1),
  k: () => move(-1),
  g: () => moveTo(0),
  G: () => moveTo(rows.value.length - 1),
  t: showTrace,
  l: () => (live.value = !live.value),
  p: () => live.value && togglePause(),
  z: () => zoomOut(current()),
  '[': () => pan(-1),
  ']': () => pan(1),
  r: refresh,
  f: toFacets,
  c: () => (dialog.value = 'columns'),
  d: toggleTheme,
  '?': () => (dialog.value = 'help'),
  Escape: escape,
}

/** What the arrows and their like do where the table has the focus. */
const IN_TABLE: Record<string, () => void> = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  PageDown: () => move(20),
  PageUp: () => move(-20),
  Home: () => moveTo(0),
  End: () => moveTo(rows.value.length - 1),
  Enter: openCursor,
}

export function followKeys(): void {
  addEventListener('keydown', (event) => {
    const at = event.target instanceof HTMLElement ? event.target : document.body
    const writing = at.matches('input, textarea, select')
    if (gate.value !== 'open' || dialog.value !== null || writing || event.ctrlKey || event.metaKey || event.altKey) return
    // Enter on a button is that button's.
    const table = at === document.body || at.matches('.table')
    const command = COMMANDS[event.key] ?? (table ? IN_TABLE[event.key] : undefined)
    if (!command) return
    event.preventDefault()
    command()
    if (table && event.key !== '/' && document.activeElement === document.body) focusTable()
  })
}
