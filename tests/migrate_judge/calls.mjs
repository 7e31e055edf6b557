// Which calls are those of a logger, found without Linestamp: by the names of receivers and methods, and
// where there are types, by the methods that the receiver has.

import ts from 'typescript'

/** The methods with a level, of all loggers that are known. */
const METHODS = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'log', 'success', 'verbose', 'silly', 'notice', 'http'])

/** What only a logger is called. */
const NAMES = /^(console|consola|winston|pino|bunyan|log|logger)$|[a-z](Log|Logger)$|_log(ger)?$/

/** How a file is to be read. */
export function kindOf(file) {
  if (/\.[jt]sx$/.test(file)) return file.endsWith('tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.JSX
  return /\.[cm]?ts$/.test(file) ? ts.ScriptKind.TS : ts.ScriptKind.JS
}

/** `….LOGS.write({…})` */
export function isRecord(node) {
  return ts.isCallExpression(node) && /\bLOGS\.write$/.test(node.expression.getText())
}

/** The calls of loggers in a file; `types` has the same file in a program, and its checker. */
export function callsOf(source, types) {
  const found = []
  const visit = (node, twin) => {
    if (ts.isCallExpression(node) && isOne(node, types?.checker, twin)) found.push(node)
    const twins = twin ? childrenOf(twin) : []
    childrenOf(node).forEach((child, index) => visit(child, twins[index]))
  }
  visit(source, types?.source)
  return found
}

function childrenOf(node) {
  const children = []
  ts.forEachChild(node, (child) => void children.push(child))
  return children
}

function isOne(call, checker, twin) {
  const callee = ts.skipOuterExpressions(call.expression)
  if (!ts.isPropertyAccessExpression(callee) || !METHODS.has(callee.name.text)) return false
  const receiver = ts.skipOuterExpressions(callee.expression)
  if (NAMES.test(lastName(receiver))) return true
  return checker !== undefined && twin !== undefined && hasLevels(checker, ts.skipOuterExpressions(twin.expression).expression)
}

/** The last name of an expression; that of the maker, if a method makes the logger. */
function lastName(expression) {
  if (ts.isIdentifier(expression)) return expression.text
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text.replace(/^#/, '')
  if (ts.isCallExpression(expression) && ts.isPropertyAccessExpression(expression.expression)) {
    return expression.expression.name.text === 'child' ? lastName(expression.expression.expression) : ''
  }
  return ''
}

/** Whether a type has what every logger has. */
function hasLevels(checker, receiver) {
  const type = checker.getNonNullableType(checker.getTypeAtLocation(receiver))
  if (type.flags & ts.TypeFlags.Any) return false
  return ['debug', 'info', 'warn', 'error'].every((name) => {
    const method = checker.getPropertyOfType(type, name)
    return method && checker.getTypeOfSymbolAtLocation(method, receiver).getCallSignatures().length > 0
  })
}
