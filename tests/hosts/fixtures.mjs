// The repository's fixtures, as projects that a build tool can be put to work on.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const top = fileURLToPath(new URL('../../fixtures', import.meta.url))

/** Each case: its name, text, virtual path, whether it refreshes, and its `linestamp.toml`. */
export function* fixtures() {
  for (const area of readdirSync(top)) {
    for (const name of readdirSync(join(top, area))) {
      const folder = join(top, area, name)
      const files = readdirSync(folder)
      const input = files.find((file) => file.startsWith('input.') && file !== 'input.map')
      const wishes = files.includes('case.toml') ? readFileSync(join(folder, 'case.toml'), 'utf8') : ''
      const said = (key) => new RegExp(`^${key} = "(.*)"$`, 'm').exec(wishes)?.[1]
      yield {
        name: `${area}/${name}`,
        text: readFileSync(join(folder, input), 'utf8'),
        path: said('path')?.replaceAll('\\\\', '\\') ?? input,
        refresh: said('action') === 'refresh',
        config: configuration(wishes),
      }
    }
  }
}

/** What stands in the tables below `options`, as a file of its own. */
function configuration(wishes) {
  const tables = wishes.split(/^(?=\[)/m).filter((table) => /^\[\[?options\b/.test(table))
  return tables.map((table) => table.replace(/^\[options\]\n/, '').replace(/^(\[\[?)options\./, '$1')).join('')
}
