/**
 * Regular expressions for paths, in what JavaScript and esbuild's own engine have in common: no
 * looking ahead. Each is to be anchored at both ends.
 */

/** Finds these paths, each once. What they begin with is written once, so a match takes one walk. */
export function oneOf(paths: readonly string[]): string {
  return branch([...paths].sort().map((path) => [...path]), 0)
}

/** Finds every path that does not begin with this text. */
export function outside(beginning: string): string {
  let rest = ''
  for (const character of [...beginning].reverse()) {
    const other = `[^${character.replace(/[\\\]^-]/g, '\\$&')}]`
    rest = rest === '' ? `${other}.*` : `(?:${other}.*|${plain(character)}${rest})`
  }
  return rest
}

/** A text as the regular expression that finds it. */
export function plain(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** What is left of sorted paths that have the same characters up to `from`. */
function branch(paths: readonly string[][], from: number): string {
  const [first = []] = paths
  const last = paths.at(-1) ?? []
  // Sorted as they are, all have in common what the first and the last have.
  let at = from
  while (at < first.length && first[at] === last[at]) at += 1
  const common = plain(first.slice(from, at).join(''))
  if (paths.length === 1) return common
  const groups = new Map<string, string[][]>()
  for (const path of paths) {
    const next = path[at]
    if (next === undefined) continue
    const group = groups.get(next)
    if (group === undefined) groups.set(next, [path])
    else group.push(path)
  }
  const rests = [...groups.values()].map((group) => branch(group, at))
  return `${common}(?:${rests.join('|')})${first.length === at ? '?' : ''}`
}
