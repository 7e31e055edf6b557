// TypeScript judges migrations: `node judge.mjs question.json answer.json`.
//
// A case of the question: `before` and `after`, two folders with the same `files`; `rows`, what
// `linestamp migrate --format json` said of each call, with paths from those folders; `typed`, whether to
// check types. A case of the answer: `calls`, how many calls of loggers TypeScript's parser finds by
// a walk of its own, and `complaints`.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import ts from 'typescript'

import { callsOf, isRecord, kindOf } from './calls.mjs'
import { leftOf } from './left.mjs'
import { newErrors, programOf } from './types.mjs'

/** A file as TypeScript's parser reads it. */
function parsed(folder, file) {
  const text = readFileSync(join(folder, file), 'utf8')
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kindOf(file))
}

/** `line:column`, as reports have it. */
function placeOf(source, node) {
  const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source))
  return `${line + 1}:${character + 1}`
}

function recordsOf(source) {
  let records = 0
  const visit = (node) => {
    if (isRecord(node)) records += 1
    ts.forEachChild(node, visit)
  }
  visit(source)
  return records
}

/** How many calls a file has, and what is wrong with its migration. */
function judgeFile(old, now, rows, types) {
  if (old.parseDiagnostics.length > 0) return { calls: 0, complaints: [] }
  const complaints = now.parseDiagnostics.map(({ messageText }) => `does not parse: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
  const outcomes = new Map(rows.map((row) => [`${row.line}:${row.column}`, row]))
  const calls = callsOf(old, types)
  for (const call of calls) {
    const [place, row] = [placeOf(old, call), outcomes.get(placeOf(old, call))]
    if (row === undefined) complaints.push(`${place}: nothing is said of ${call.getText(old)}`)
    else if (row.outcome !== 'rewritten' && !row.reason) complaints.push(`${place}: no reason is given`)
  }
  const rewritten = new Set(rows.filter((row) => row.outcome === 'rewritten').map((row) => `${row.line}:${row.column}`))
  const added = recordsOf(now) - recordsOf(old)
  if (added !== rewritten.size) complaints.push(`${added} new records, and ${rewritten.size} calls are said to be rewritten`)
  complaints.push(...leftOf(old, now, (node) => rewritten.has(placeOf(old, node))))
  return { calls: calls.length, complaints }
}

function judge({ before, after, files, rows, typed }) {
  const [first, second] = typed ? [before, after].map((folder) => programOf(folder, files)) : []
  const found = { calls: 0, complaints: first ? newErrors(first, second) : [] }
  for (const file of files) {
    const types = first && { checker: first.program.getTypeChecker(), source: first.program.getSourceFile(join(before, file)) }
    const { calls, complaints } = judgeFile(parsed(before, file), parsed(after, file), rows.filter((row) => row.path === file), types)
    found.calls += calls
    found.complaints.push(...complaints.map((what) => `${file}: ${what}`))
  }
  return found
}

const [question, answer] = process.argv.slice(2)
writeFileSync(answer, JSON.stringify(JSON.parse(readFileSync(question, 'utf8')).map(judge)))
