// Whether a command that ended well built something without its stamps.

import type { Event } from './journal.js'
import { builder, COMMAND_LINE } from './tools.js'

const WAYS_OUT =
  'Ways out: the custom build of docs/wrangler.md (`linestamp inject --wrangler`), `linestamp/vite` for builds ' +
  'with Vite, or `LINESTAMP=off` to build without stamps'

/** What is wrong, and what to do about it; `null` where nothing is. */
export function complaint(words: string[], events: Event[], endedWell: boolean): string | null {
  const missed = events.find((event) => event.is === 'missed')
  if (missed !== undefined) return `not stamped: ${missed.why}. ${WAYS_OUT}`
  if (!endedWell) return null
  if (events.some((event) => event.is === 'lost')) return `not stamped: ${SET_ANEW}`
  if (events.some((event) => event.is === 'hooked')) return null
  const built = events.find((event) => event.is === 'began' && event.command !== null)
  if (built?.is === 'began') {
    return `not stamped: \`${built.tool} ${built.command}\` ended without a bundle by esbuild (\`no_bundle\`?). ${WAYS_OUT}`
  }
  const named = builder(words.join(' '))
  if (named === 'esbuild') return `not stamped: ${COMMAND_LINE}. ${WAYS_OUT}`
  if (named !== null && !events.some((event) => event.is === 'began')) {
    return `not stamped: no Node process of \`${named}\` loaded the hook: ${SET_ANEW}`
  }
  return null
}

const SET_ANEW =
  'NODE_OPTIONS was cleared or set anew on the way. Keep what it holds, as in ' +
  '`NODE_OPTIONS="$NODE_OPTIONS --max-old-space-size=4096"`'
