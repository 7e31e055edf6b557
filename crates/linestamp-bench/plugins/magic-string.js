// What a team would write in an afternoon: `….LOGS.write({…})` as it is spelled, the field put last.

import { basename } from 'node:path'

import MagicString from 'magic-string'
import { parseSync, Visitor } from 'oxc-parser'

/** Stamps each call with the line that it begins in. */
export function stamp(code, id) {
  const text = new MagicString(code)
  const lines = [0]
  for (let at = code.indexOf('\n'); at !== -1; at = code.indexOf('\n', at + 1)) lines.push(at + 1)
  const line = (offset) => lines.findLastIndex((start) => start <= offset) + 1
  const visitor = new Visitor({
    CallExpression(call) {
      const { callee, arguments: [record] } = call
      if (callee.type !== 'MemberExpression' || callee.property.name !== 'write') return
      const { object } = callee
      if ((object.property ?? object).name !== 'LOGS' || record?.type !== 'ObjectExpression') return
      const comma = record.properties.length === 0 || /,\s*}$/.test(code.slice(record.start, record.end)) ? '' : ', '
      text.appendLeft(record.end - 1, `${comma}source_location: '${basename(id)}:${line(call.start)}'`)
    },
  })
  visitor.visit(parseSync(id, code).program)
  return { code: text.toString(), map: text.generateMap({ source: id, includeContent: true, hires: true }) }
}
