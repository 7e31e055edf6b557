// Metadata as a tree. What is large is folded, and made only when it is unfolded.

import { signal } from '@preact/signals'
import { useMemo } from 'preact/hooks'

import { quoted, toggled } from './query.ts'
import { filter, setFilter } from './state.ts'
import { number } from './time.ts'
import { visible } from './visible.tsx'

/** More entries than this are shown when asked for. */
const MANY = 100
const LONG = 2000

/** A long text's beginning, and all of it for who wants it. */
export function Long({ text, limit = LONG }: { text: string; limit?: number }) {
  const all = useMemo(() => signal(false), [text])
  if (text.length <= limit || all.value) return <>{visible(text)}</>
  return (
    <>
      {visible(text.slice(0, limit))}…{' '}
      <button type="button" class="small more" onClick={() => (all.value = true)}>
        Show all {number(text.length)} characters
      </button>
    </>
  )
}

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null

function Leaf({ value, path }: { value: unknown; path: string[] }) {
  const kind = value === null ? 'null' : typeof value
  const shown = typeof value === 'string' ? <Long text={value} /> : String(value)
  const plain = path.every((key) => /^[\w-]+$/.test(key)) && String(value).length < 200 && value !== null
  return (
    <>
      <span class={`leaf ${kind}`}>{shown}</span>
      {plain ? (
        <button
          type="button"
          class="small add"
          aria-label={`Filter by ${path.join('.')}`}
          title="Filter by this value"
          onClick={() => setFilter(toggled(filter.value, `metadata.${path.join('.')}:${quoted(String(value))}`))}
        >
          +
        </button>
      ) : null}
    </>
  )
}

function Branch({ value, path, name }: { value: object; path: string[]; name: string }) {
  const size = Array.isArray(value) ? value.length : Object.keys(value).length
  const unfolded = useMemo(() => signal(path.length < 3 && size <= 20), [value])
  return (
    <details open={unfolded.value} onToggle={(event) => (unfolded.value = event.currentTarget.open)}>
      <summary>
        <span class="key">{visible(name)}</span>
        <span class="size">{Array.isArray(value) ? `[${number(size)}]` : `{${number(size)}}`}</span>
      </summary>
      {unfolded.value ? <Entries value={value} path={path} /> : null}
    </details>
  )
}

function Entries({ value, path }: { value: object; path: string[] }) {
  const all = useMemo(() => signal(false), [value])
  const entries = Object.entries(value) as [string, unknown][]
  const some = all.value ? entries : entries.slice(0, MANY)
  return (
    <ul class="tree">
      {some.map(([key, entry]) => {
        const to = Array.isArray(value) ? path : [...path, key]
        return (
          <li key={key}>
            {isTree(entry) ? (
              <Branch value={entry} path={to} name={key} />
            ) : (
              <>
                <span class="key">{visible(key)}</span> <Leaf value={entry} path={to} />
              </>
            )}
          </li>
        )
      })}
      {some.length < entries.length ? (
        <li>
          <button type="button" class="small more" onClick={() => (all.value = true)}>
            {number(entries.length - some.length)} more
          </button>
        </li>
      ) : null}
    </ul>
  )
}

export function Metadata({ value }: { value: object }) {
  return <Entries value={value} path={[]} />
}
