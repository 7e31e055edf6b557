// The dialogs: what the keys do, and which columns the table has.

import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { ComponentChildren } from 'preact'

import { COLUMNS, DEFAULT_COLUMNS } from './columns.ts'
import { columns } from './state.ts'

export const dialog = signal<'help' | 'columns' | null>(null)

const KEYS: readonly [string, string][] = [
  ['/', 'write the filter'],
  ['j  k', 'next, previous record'],
  ['g  G', 'first, last record'],
  ['Enter', 'open the record'],
  ['Esc', 'close what is open'],
  ['t', 'the trace of the record'],
  ['l', 'live, and back'],
  ['p', 'pause what comes in live'],
  ['z', 'zoom out'],
  ['[  ]', 'earlier, later'],
  ['r', 'ask anew'],
  ['f', 'to the values beside the table'],
  ['c', 'choose columns'],
  ['d', 'dark or light'],
  ['?', 'this help'],
]

const FORMS: readonly [string, string][] = [
  ['level:error', 'a column has this value'],
  ['-event:health', 'not these'],
  ['"timed out"', 'the message holds this text'],
  ['at:executor.ts:142', 'written by that line'],
  ['metadata.user.plan:pro', 'a value in the metadata'],
  ['service:a or service:b', 'one of the two'],
  ['since:15m', 'not older than that'],
]

function Modal({ title, children }: { title: string; children: ComponentChildren }) {
  const place = useRef<HTMLDialogElement>(null)
  useEffect(() => place.current?.showModal(), [])
  return (
    <dialog
      ref={place}
      aria-labelledby="dialog-title"
      onClose={() => (dialog.value = null)}
      onClick={(event) => {
        if (event.target === event.currentTarget) dialog.value = null
      }}
    >
      <header>
        <h2 id="dialog-title">{title}</h2>
        <button type="button" class="small close" aria-label="Close" onClick={() => (dialog.value = null)}>
          ×
        </button>
      </header>
      {children}
    </dialog>
  )
}

function Help() {
  return (
    <Modal title="Keys and filters">
      <div class="help">
        <dl>
          {KEYS.map(([keys, what]) => (
            <div key={keys}>
              <dt>
                {keys.split('  ').map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <dl class="forms">
          {FORMS.map(([form, what]) => (
            <div key={form}>
              <dt>
                <code>{form}</code>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Modal>
  )
}

function choose(name: string, on: boolean): void {
  // In the order of the table of columns, whatever the order of the clicks.
  const next = COLUMNS.map((column) => column.name as string).filter((one) => (one === name ? on : columns.value.includes(one)))
  columns.value = next.length > 0 ? next : DEFAULT_COLUMNS
}

function Columns() {
  return (
    <Modal title="Columns">
      <fieldset class="columns">
        <legend class="hidden">Columns of the table</legend>
        {COLUMNS.map(({ name, label }) => (
          <label key={name}>
            <input type="checkbox" checked={columns.value.includes(name)} onChange={(event) => choose(name, event.currentTarget.checked)} /> {label}
          </label>
        ))}
      </fieldset>
      <button type="button" class="small" onClick={() => (columns.value = DEFAULT_COLUMNS)}>
        As usual
      </button>
    </Modal>
  )
}

export function Dialogs() {
  if (dialog.value === 'help') return <Help />
  return dialog.value === 'columns' ? <Columns /> : null
}
