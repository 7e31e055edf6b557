// Between histogram and table: live or not, columns, export.

import { address } from './api.ts'
import { dialog } from './dialog.tsx'
import { unfolded } from './facets.tsx'
import { rows } from './records.ts'
import { live, narrow, refresh, sent } from './state.ts'
import { paused, skipped, state, togglePause, waiting } from './tail.ts'
import { number } from './time.ts'

const SAID = { off: '', connecting: 'connecting…', open: 'listening', lost: 'the service ended the connection' }

function Live() {
  const held = waiting.value
  return (
    <>
      <button type="button" class="small" aria-pressed={paused.value} onClick={togglePause} title="Pause (p)">
        {paused.value ? 'Go on' : 'Pause'}
      </button>
      <span class="note" role="status">
        {paused.value ? `paused, ${number(held)} waiting` : SAID[state.value]}
        {skipped.value > 0 ? <em> {number(skipped.value)} skipped</em> : null}
      </span>
    </>
  )
}

export function Toolbar() {
  return (
    <div class="toolbar" role="toolbar" aria-label="Records">
      <button type="button" class="small live" aria-pressed={live.value} onClick={() => (live.value = !live.value)} title="Live (l)">
        <i aria-hidden="true" /> Live
      </button>
      {live.value ? <Live /> : null}
      {live.value ? null : (
        <button type="button" class="small" onClick={refresh} title="Ask anew (r)">
          Refresh
        </button>
      )}
      <span class="loaded">{rows.value.length > 0 ? `${number(rows.value.length)} loaded` : ''}</span>
      {narrow.value ? (
        <button type="button" class="small" aria-expanded={unfolded.value} onClick={() => (unfolded.value = !unfolded.value)}>
          Values
        </button>
      ) : (
        <button type="button" class="small" onClick={() => (dialog.value = 'columns')} title="Columns (c)">
          Columns
        </button>
      )}
      <a class="small" href={address('/v1/export', { filter: sent.value.text, format: 'ndjson' })} download="records.ndjson">
        NDJSON
      </a>
      <a class="small" href={address('/v1/export', { filter: sent.value.text, format: 'csv' })} download="records.csv">
        CSV
      </a>
    </div>
  )
}
