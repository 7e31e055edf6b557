// The filter, with what may be written next, and the place of what is wrong in it.

import { effect, signal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { TargetedInputEvent, TargetedKeyboardEvent } from 'preact'

import { get, type Completion, type Problem } from './api.ts'
import { problem } from './records.ts'
import { filter, sent, setFilter } from './state.ts'
import { visible } from './visible.tsx'
import { short } from './time.ts'

const text = signal('')
const completion = signal<Completion | null>(null)
/** Which suggestion is marked; none until one moves to it. */
const marked = signal(-1)

/** Characters and the units of JavaScript's texts differ where emoji are. */
const characters = (of: string): number => [...of].length
const units = (of: string, count: number): number => [...of].slice(0, count).join('').length

let asking: AbortController | undefined
let later: ReturnType<typeof setTimeout> | undefined

function suggest(of: string, cursor: number): void {
  clearTimeout(later)
  asking?.abort()
  const mine = new AbortController()
  asking = mine
  later = setTimeout(() => {
    const parameters = { text: of, cursor: characters(of.slice(0, cursor)) }
    get<Completion>('/v1/complete', parameters, mine.signal).then(
      (answer) => {
        if (mine.signal.aborted) return
        completion.value = answer.items.length > 0 ? answer : null
        marked.value = -1
      },
      () => close(),
    )
  }, 120)
}

function close(): void {
  clearTimeout(later)
  asking?.abort()
  completion.value = null
  marked.value = -1
}

function accept(input: HTMLInputElement, index: number): void {
  const item = completion.value?.items[index]
  if (!completion.value || !item) return
  const from = units(text.value, completion.value.from)
  const until = units(text.value, completion.value.until)
  const front = text.value.slice(0, from) + item.insert
  text.value = front + text.value.slice(until)
  close()
  input.value = text.value
  input.focus()
  input.setSelectionRange(front.length, front.length)
  // A column's name is followed by its values.
  if (item.insert.endsWith(':')) suggest(text.value, front.length)
}

function keys(event: TargetedKeyboardEvent<HTMLInputElement>): void {
  const items = completion.value?.items ?? []
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step !== 0 && items.length === 0 && step > 0) {
    suggest(text.value, event.currentTarget.selectionStart ?? text.value.length)
  } else if (step !== 0 && items.length > 0) {
    marked.value = (marked.value + step + items.length + (marked.value < 0 && step < 0 ? 1 : 0)) % items.length
    document.getElementById(`suggestion-${marked.value}`)?.scrollIntoView({ block: 'nearest' })
  } else if ((event.key === 'Tab' || event.key === 'Enter') && marked.value >= 0) {
    accept(event.currentTarget, marked.value)
  } else if (event.key === 'Tab' && items.length === 1) {
    accept(event.currentTarget, 0)
  } else if (event.key === 'Enter') {
    close()
    setFilter(text.value)
    return
  } else if (event.key === 'Escape') {
    if (completion.value) close()
    else event.currentTarget.blur()
    event.stopPropagation()
  } else return
  event.preventDefault()
}

function Suggestions({ input }: { input: { current: HTMLInputElement | null } }) {
  const items = completion.value?.items ?? []
  return (
    <ul id="suggestions" role="listbox" aria-label="Suggestions" hidden={items.length === 0}>
      {items.map((item, index) => (
        <li
          key={item.insert}
          id={`suggestion-${index}`}
          role="option"
          aria-selected={index === marked.value}
          onMouseDown={(event) => {
            event.preventDefault()
            if (input.current) accept(input.current, index)
          }}
        >
          <code>{visible(item.label)}</code>
          {item.detail ? <span>{visible(item.detail)}</span> : null}
          {item.count === undefined ? null : <b>{short(item.count)}</b>}
        </li>
      ))}
    </ul>
  )
}

/** Where in the filter the problem is: its characters, without those that the page put in front. */
function place({ at }: Problem): readonly [number, number] | null {
  if (!at) return null
  const length = characters(filter.value)
  const clamp = (one: number): number => Math.min(length, Math.max(0, one - sent.value.before))
  return [clamp(at[0]), clamp(at[1])]
}

function Wrong({ problem: wrong }: { problem: Problem }) {
  const at = place(wrong)
  const all = [...filter.value]
  return (
    <div class="wrong" role="alert" id="wrong">
      {at ? (
        <code class="pointer">
          {all.slice(0, at[0]).join('')}
          <mark>{all.slice(at[0], Math.max(at[1], at[0])).join('') || ' '}</mark>
          {all.slice(at[1]).join('')}
        </code>
      ) : null}
      <p>{visible(wrong.message)}</p>
    </div>
  )
}

export function FilterBar() {
  const input = useRef<HTMLInputElement>(null)
  const wrong = problem.value
  const edited = (event: TargetedInputEvent<HTMLInputElement>): void => {
    text.value = event.currentTarget.value
    suggest(text.value, event.currentTarget.selectionStart ?? text.value.length)
  }
  return (
    <form
      class="filter"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        close()
        setFilter(text.value)
      }}
    >
      <label for="filter">Filter</label>
      <input
        ref={input}
        id="filter"
        role="combobox"
        type="text"
        value={text.value}
        placeholder='level:error service:executor "timed out" since:15m'
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-autocomplete="list"
        aria-expanded={completion.value !== null}
        aria-controls="suggestions"
        aria-activedescendant={marked.value >= 0 ? `suggestion-${marked.value}` : undefined}
        aria-invalid={wrong?.at !== undefined}
        onInput={edited}
        onKeyDown={keys}
        onBlur={close}
      />
      {text.value.trim() === filter.value ? null : <kbd class="go">Enter ↵</kbd>}
      {text.value === '' ? null : (
        <button type="button" class="clear" aria-label="Clear the filter" onClick={() => setFilter('')}>
          ×
        </button>
      )}
      <Suggestions input={input} />
      {wrong ? <Wrong problem={wrong} /> : null}
    </form>
  )
}

/** The bar shows what the address says, whenever that changes. */
export function followFilter(): void {
  effect(() => void (text.value = filter.value))
}
