// The page of the logs service.

import 'uplot/dist/uPlot.min.css'
import './styles/theme.css'
import './styles/frame.css'
import './styles/filter.css'
import './styles/table.css'
import './styles/detail.css'
import './styles/trace.css'
import './styles/narrow.css'

import { effect, untracked } from '@preact/signals'
import { render } from 'preact'

import { Detail, followOpen } from './detail.tsx'
import { Dialogs } from './dialog.tsx'
import { Facets, followFacets } from './facets.tsx'
import { followFilter } from './filterbar.tsx'
import { followHistogram, HistogramView } from './histogram.tsx'
import { followKeys } from './keys.ts'
import { followState } from './records.ts'
import { enter, gate } from './session.ts'
import { SignIn } from './signin.tsx'
import { followAddress, followWidth, refresh, trace } from './state.ts'
import { followRows, Table } from './table.tsx'
import { followTheme } from './theme.ts'
import { Toolbar } from './toolbar.tsx'
import { TopBar } from './topbar.tsx'
import { followTrace, TraceView } from './trace.tsx'

function Page() {
  if (gate.value === 'opening') return <main aria-busy="true" />
  if (gate.value === 'closed') return <SignIn />
  return (
    <div class="page">
      <TopBar />
      <main>
        <h1 class="hidden">Logs</h1>
        <HistogramView />
        <Toolbar />
        <div class="panes">
          <Facets />
          {trace.value === null ? <Table /> : <TraceView />}
          <Detail />
        </div>
      </main>
      <Dialogs />
    </div>
  )
}

followTheme()
followWidth()
followAddress()
followFilter()
followKeys()
followRows()
let following = false
effect(() => {
  if (gate.value !== 'open') return
  // Whoever signs in again sees what that token may see.
  if (following) untracked(refresh)
  // Nothing is asked before one may ask.
  else for (const follow of [followState, followHistogram, followFacets, followOpen, followTrace]) untracked(follow)
  following = true
})
void enter()

const place = document.getElementById('page')
if (place) render(<Page />, place)
