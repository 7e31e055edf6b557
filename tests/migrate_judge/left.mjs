// What a migration leaves: every token outside of the calls, but for imports and for the variables
// and fields that may have been loggers; those stay as they are or go.

import ts from 'typescript'

import { isRecord } from './calls.mjs'

/** What is wrong with what is left of a file; `isGone` says whether a call was rewritten. */
export function leftOf(old, now, isGone) {
  const [before, after] = [partsOf(old, isGone), partsOf(now, isRecord)]
  const complaints = []
  const at = after.tokens.findIndex((token, index) => token.text !== before.tokens[index]?.text)
  const [found, was] = [after.tokens[at], before.tokens[at === -1 ? after.tokens.length : at]]
  const told = (token) => (token ? `${JSON.stringify(token.text)} of line ${token.line}` : 'the end')
  if (found || was) complaints.push(`${told(found)} is there, where ${told(was)} was`)
  for (const statement of after.statements) {
    const known = before.statements.indexOf(statement)
    if (known >= 0) before.statements.splice(known, 1)
    else complaints.push(`${statement} is new`)
  }
  const known = new Set(before.names)
  complaints.push(...after.names.filter((name) => !known.has(name) && name !== "env of 'cloudflare:workers'").map((name) => `the import of ${name} is new`))
  return complaints
}

/** The tokens that stay in any case, the variables, and what is imported. */
function partsOf(source, isCall) {
  const parts = { tokens: [], statements: [], names: [] }
  const visit = (node, tokens) => {
    if (ts.isCallExpression(node) && isCall(node)) return add(node, '(a record)', tokens)
    // The old call gave nothing back, and neither does the new one.
    if (ts.isVoidExpression(node) && isCall(node.expression)) return visit(node.expression, tokens)
    if (ts.isImportDeclaration(node)) return void parts.names.push(...importsOf(node, source))
    if (tokens === parts.tokens && (isOneVariable(node) || isOwnField(node))) {
      const own = []
      for (const child of tokensOf(node, source)) visit(child, own)
      return void parts.statements.push(own.map((token) => token.text).join(' '))
    }
    const children = tokensOf(node, source)
    if (children.length > 0) children.forEach((child) => visit(child, tokens))
    // Where a line ends, a semicolon is the same as none.
    else if (node.getWidth(source) > 0 && node.kind !== ts.SyntaxKind.SemicolonToken) add(node, node.getText(source), tokens)
  }
  const add = (node, text, tokens) => {
    tokens.push({ text, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1 })
  }
  visit(source, parts.tokens)
  return parts
}

/** The nodes that a node consists of, without documentation. */
function tokensOf(node, source) {
  const { FirstJSDocNode, LastJSDocNode } = ts.SyntaxKind
  return node.getChildren(source).filter((child) => child.kind < FirstJSDocNode || child.kind > LastJSDocNode)
}

/** What an import names, each with its module; the module alone where it names nothing. */
function importsOf(node, source) {
  const { importClause, moduleSpecifier } = node
  const from = moduleSpecifier.getText(source).replaceAll('"', "'")
  if (!importClause) return [`all of ${from}`]
  const bindings = importClause.namedBindings
  const named = bindings && ts.isNamedImports(bindings) ? bindings.elements : []
  const whole = [importClause.name, bindings && ts.isNamespaceImport(bindings) ? bindings : undefined]
  return [...whole, ...named].filter(Boolean).map((name) => `${name.getText(source)} of ${from}`)
}

/** A field with a value that only its class knows, which may have been a logger. */
function isOwnField(node) {
  if (!ts.isPropertyDeclaration(node) || !node.initializer) return false
  const isPrivate = ({ kind }) => kind === ts.SyntaxKind.PrivateKeyword
  return ts.isPrivateIdentifier(node.name) || (node.modifiers ?? []).some(isPrivate)
}

/** A statement of one variable with a value, which may have been a logger. */
function isOneVariable(node) {
  return ts.isVariableStatement(node) && node.declarationList.declarations.length === 1
}
