// The top: the filter, the stretch of time, and what concerns the page as a whole.

import { FilterBar } from './filterbar.tsx'
import { dialog } from './dialog.tsx'
import { canSignOut, leave, status } from './session.ts'
import { range, setRange } from './state.ts'
import { theme, toggleTheme } from './theme.ts'
import { CHOICES, stretchText, written } from './time.ts'
import { visible } from './visible.tsx'

function RangeChoice() {
  const now = range.value
  const known = CHOICES.some(({ last }) => 'last' in now && now.last === last)
  return (
    <select
      aria-label="Stretch of time"
      value={known ? written(now) : 'other'}
      onChange={(event) => {
        const choice = CHOICES.find(({ short }) => short === event.currentTarget.value)
        if (choice) setRange({ last: choice.last })
      }}
    >
      {known ? null : <option value="other">{'last' in now ? `Last ${written(now)}` : stretchText(now)}</option>}
      {CHOICES.map(({ short, label }) => (
        <option key={short} value={short}>
          {label}
        </option>
      ))}
    </select>
  )
}

export function TopBar() {
  const workspace = status.value?.scope.workspace
  return (
    <header class="top">
      <a class="brand" href="/" title="Linestamp: everything as at first">
        <img src="/assets/icon.svg" alt="" width="22" height="22" />
        <span>linestamp</span>
      </a>
      {workspace ? <span class="workspace">{visible(workspace)}</span> : null}
      <FilterBar />
      <RangeChoice />
      <span class="tools">
        <button type="button" onClick={toggleTheme} title="Dark or light (d)" aria-label={theme.value === 'dark' ? 'Light colours' : 'Dark colours'}>
          {theme.value === 'dark' ? '☀' : '☾'}
        </button>
        <button type="button" onClick={() => (dialog.value = 'help')} title="Keys and filters (?)" aria-label="Help">
          ?
        </button>
        {canSignOut.value ? (
          <button type="button" class="leave" onClick={() => void leave()}>
            Sign out
          </button>
        ) : null}
      </span>
    </header>
  )
}
