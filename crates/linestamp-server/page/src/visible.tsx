// Text of records, with nothing in it that acts unseen: controls, marks of direction and characters
// without width are shown by their names.

import type { ComponentChildren } from 'preact'

const NAMES: Record<number, string> = {
  0x1b: 'ESC', 0xad: 'SHY', 0x61c: 'ALM', 0x200b: 'ZWSP', 0x200c: 'ZWNJ', 0x200d: 'ZWJ', 0x200e: 'LRM',
  0x200f: 'RLM', 0x202a: 'LRE', 0x202b: 'RLE', 0x202c: 'PDF', 0x202d: 'LRO', 0x202e: 'RLO', 0x2060: 'WJ',
  0x2066: 'LRI', 0x2067: 'RLI', 0x2068: 'FSI', 0x2069: 'PDI', 0xfeff: 'BOM',
}

// eslint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu
const BREAKS = /\r\n|[\n\t]/g

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return NAMES[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

/** The text as nodes. */
export function visible(text: string): ComponentChildren {
  const parts: ComponentChildren[] = []
  let end = 0
  for (const match of text.matchAll(UNSEEN)) {
    if (match.index > end) parts.push(text.slice(end, match.index))
    parts.push(<span class="unseen">{nameOf(match[0])}</span>)
    end = match.index + match[0].length
  }
  if (end === 0) return text
  parts.push(text.slice(end))
  return parts
}

/** What of a text fits into a line of the table: no more than that is looked at. */
const LINE = 400

/** The text's beginning, in one line. */
export function inLine(text: string): ComponentChildren {
  const cut = text.length > LINE ? `${text.slice(0, LINE)}…` : text
  return visible(cut.replace(BREAKS, (found) => (found === '\t' ? ' ' : ' ↵ ')))
}
