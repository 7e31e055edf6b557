import type { TreeEdit, TreePlan } from 'linestamp'
import type ts from 'typescript'

/** The compiler that the tree belongs to. */
export type Compiler = typeof ts

/** A tree with the edits in it, and the edits whose places it does not have. */
export interface Edited {
  file: ts.SourceFile
  missed: TreeEdit[]
}

/**
 * Makes the edits of a plan in TypeScript's tree of the same text. Places are found by position
 * alone. What is printed is what the stamped text would give, and nothing new enters the map.
 */
export function edit(
  compiler: Compiler,
  context: ts.TransformationContext,
  file: ts.SourceFile,
  plan: TreePlan,
): Edited {
  const [first] = file.statements
  // A file that was parsed without them; they are needed to change how a node is printed.
  if (first !== undefined && first.parent === undefined) adopt(compiler, file)
  const maker = new Maker(compiler, context.factory, file, plan)
  const missed = new Set(plan.edits)
  const visit = (node: ts.Node): ts.Node => {
    // A node that an earlier transformer made has no place, but its children may have.
    const made = node.pos < 0
    if (!made && ![...missed].some(({ start, end }) => node.pos <= start && end <= node.end)) return node
    const start = made ? -1 : node.getStart(file)
    const found = [...missed].find((at) => at.start === start && at.end === node.end && maker.fits(at, node))
    if (found !== undefined) missed.delete(found)
    const inside = compiler.visitEachChild(node, visit, context)
    return found === undefined ? inside : maker.make(found, inside)
  }
  return { file: compiler.visitEachChild(file, visit, context), missed: [...missed] }
}

/** Gives all nodes below one their parents. */
function adopt(compiler: Compiler, parent: ts.Node): void {
  compiler.forEachChild(parent, (child) => {
    Object.assign(child, { parent })
    adopt(compiler, child)
  })
}

/** Makes the nodes of one file's stamps. */
class Maker {
  constructor(
    private readonly compiler: Compiler,
    private readonly factory: ts.NodeFactory,
    private readonly file: ts.SourceFile,
    private readonly plan: TreePlan,
  ) {}

  /** Whether a node is of the kind that an edit is for. */
  fits({ kind }: TreeEdit, node: ts.Node): boolean {
    const { compiler } = this
    if (kind === 'stamp') return compiler.isObjectLiteralExpression(node)
    if (kind === 'rewrite') return compiler.isStringLiteralLike(node)
    return compiler.isExpression(node)
  }

  make({ kind, first, value }: TreeEdit, node: ts.Node): ts.Node {
    if (kind === 'stamp') return this.stamp(node as ts.ObjectLiteralExpression, first, value)
    if (kind === 'rewrite') return this.compiler.setTextRange(this.string(value), node)
    return this.wrap(node as ts.Expression, value)
  }

  private stamp(literal: ts.ObjectLiteralExpression, first: boolean, value: string): ts.Node {
    const { compiler, factory } = this
    const { properties } = literal
    const stamp = this.property(value)
    if (literal.pos >= 0) this.place(stamp, literal, first)
    const all = first ? [stamp, ...properties] : [...properties, stamp]
    const list = factory.createNodeArray(all, properties.hasTrailingComma)
    compiler.setTextRange(list, properties)
    if (properties.length > 0) return factory.updateObjectLiteralExpression(literal, list)
    // On one line: the stamp comes right behind the brace.
    const made = compiler.setOriginalNode(factory.createObjectLiteralExpression(list, false), literal)
    return compiler.setTextRange(made, literal)
  }

  private wrap(expression: ts.Expression, value: string): ts.Node {
    const { compiler, factory } = this
    const spread = factory.createSpreadAssignment(expression)
    const literal = factory.createObjectLiteralExpression([this.property(value), spread])
    this.flag(literal, compiler.EmitFlags.NoSourceMap)
    return compiler.setTextRange(literal, expression)
  }

  private property(value: string): ts.PropertyAssignment {
    const { field } = this.plan
    const name = this.isIdentifier(field) ? this.factory.createIdentifier(field) : this.string(field)
    return this.factory.createPropertyAssignment(name, this.string(value))
  }

  private string(value: string): ts.StringLiteral {
    const literal = this.factory.createStringLiteral(value, this.plan.quote === "'")
    return this.flag(literal, this.compiler.EmitFlags.NoAsciiEscaping)
  }

  private isIdentifier(name: string): boolean {
    const { isIdentifierPart, isIdentifierStart, ScriptTarget } = this.compiler
    const is = (letter: string, at: number) =>
      (at === 0 ? isIdentifierStart : isIdentifierPart)(letter.codePointAt(0) ?? 0, ScriptTarget.Latest)
    return name !== '' && [...name].every(is)
  }

  /** Gives a stamp the place that the text has for it, which decides on lines and comments. */
  private place(stamp: ts.PropertyAssignment, literal: ts.ObjectLiteralExpression, first: boolean): void {
    const { NoLeadingComments, NoSourceMap, NoTrailingComments } = this.compiler.EmitFlags
    const { properties } = literal
    const at = (pos: number, end: number, comments: ts.EmitFlags) => {
      this.flag(this.compiler.setTextRange(stamp, { pos, end }), NoSourceMap | comments)
      // The printer compares the lines of children of one parent.
      Object.assign(stamp, { parent: this.compiler.getOriginalNode(properties[0] ?? stamp).parent })
    }
    const neighbour = first ? properties[0] : properties.at(-1)
    if (neighbour === undefined) {
      const brace = literal.getStart(this.file)
      at(brace, brace + 1, NoLeadingComments)
    } else if (neighbour.pos < 0) {
      // An earlier transformer made it, and the printer asks nothing of the text.
    } else if (first) {
      this.hush(neighbour, 'pos', NoLeadingComments)
      at(neighbour.pos, neighbour.getStart(this.file), NoTrailingComments)
    } else if (properties.hasTrailingComma === true) {
      const comma = properties.end - 1
      at(comma - 1, comma, NoLeadingComments)
      // Comments behind a comma are printed for nodes that were parsed.
      Object.assign(stamp, { flags: stamp.flags & ~this.compiler.NodeFlags.Synthesized })
    } else {
      this.hush(neighbour, 'end', NoTrailingComments)
      at(Math.max(neighbour.getStart(this.file), neighbour.end - 1), neighbour.end, NoLeadingComments)
    }
  }

  /** Keeps a node and what begins or ends with it from printing the comments there: the stamp does. */
  private hush(node: ts.Node, edge: 'pos' | 'end', comments: ts.EmitFlags): void {
    this.flag(node, comments)
    this.compiler.forEachChild(node, (child) => {
      if (child[edge] === node[edge]) this.hush(child, edge, comments)
    })
  }

  /** Adds to a node's flags; the compiler's own function for that is not public. */
  private flag<T extends ts.Node>(node: T, flags: ts.EmitFlags): T {
    const before = (node as { emitNode?: { flags?: ts.EmitFlags } }).emitNode?.flags ?? 0
    return this.compiler.setEmitFlags(node, before | flags)
  }
}
