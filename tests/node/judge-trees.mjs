// Judges stamped texts with TypeScript's parser and @jridgewell/trace-mapping.
// Usage: node judge-trees.mjs CASES.json RESULTS.json, with [{ path, before, after, inserted, map }];
// `inserted` lists the [start, end) of each insertion in `after`, in UTF-16 code units.
// Answers { parses, complaints } for each case; `parses` says whether TypeScript accepts `before`.
import fs from 'node:fs';
import ts from 'typescript';
import { judgeMap } from './judge-map.mjs';

const parse = (path, text) => ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
const complaintsOf = (file) => file.parseDiagnostics.map(({ code }) => code).sort().join();

// The trees speak of documentation comments, too; they are no part of what runs.
const childrenOf = (node) => node.getChildren().filter((child) => !ts.isJSDoc(child));

function* tokensOf(node) {
  const children = childrenOf(node);
  if (children.length > 0) for (const child of children) yield* tokensOf(child);
  else if (node.end > node.getStart()) yield node;
}

const show = (node) => `${ts.SyntaxKind[node.kind]} ${JSON.stringify(node.getText().slice(0, 60))}`;

class Trees {
  constructor(inserted) {
    this.inserted = inserted;
  }

  // Whether a node consists of inserted text alone.
  isInserted(node) {
    const start = node.getStart();
    // A list stands for itself, however little of it was there before.
    if (node.end === start || node.kind === ts.SyntaxKind.SyntaxList) return false;
    const span = this.insertionAt(start);
    return span !== undefined && node.end <= span[1];
  }

  // The insertion that holds an offset.
  insertionAt(offset) {
    let [low, high] = [0, this.inserted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.inserted[middle][1] <= offset) low = middle + 1;
      else high = middle;
    }
    const span = this.inserted[low];
    return span && span[0] <= offset ? span : undefined;
  }

  // What stands for `node` in the tree without stamps: a literal whose brace was inserted is a
  // wrapper, and stands for what it spreads.
  unwrapped(node) {
    if (!ts.isObjectLiteralExpression(node) || !this.isInserted(node.getFirstToken())) return node;
    const [stamp, spread] = node.properties;
    const right = node.properties.length === 2 && this.isInserted(stamp) && ts.isSpreadAssignment(spread);
    if (!right || !ts.isPropertyAssignment(stamp)) throw new Error(`a strange wrapper: ${show(node)}`);
    return this.unwrapped(spread.expression);
  }

  compare(before, after) {
    const other = this.unwrapped(after);
    if (before.kind !== other.kind) throw new Error(`${show(before)} became ${show(other)}`);
    const children = childrenOf(before);
    const others = childrenOf(other).filter((child) => !this.isInserted(child));
    if (children.length !== others.length) throw new Error(`${show(before)} became ${show(other)}`);
    const leaf = children.length === 0 && before.kind !== ts.SyntaxKind.SyntaxList;
    if (leaf && before.getText() !== other.getText()) {
      throw new Error(`${show(before)} became ${show(other)}`);
    }
    children.forEach((child, index) => this.compare(child, others[index]));
  }
}

// The tokens of an insertion, in one of the exact spellings; two may touch (a nested wrapper).
const VALUE = String.raw`(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")`;
const FIELD = String.raw`(?:[\w$]+|'[^']*'|"[^"]*")`;
const STAMP = String.raw`${FIELD}: ${VALUE}`;
const SPELLINGS = new RegExp(`^(?:, ${STAMP}| ${STAMP},|${STAMP}|${STAMP}, |\\{ ${STAMP},\\.\\.\\.| \\})+$`, 'u');

function judgeTokens(before, after, trees, parses) {
  const left = [...tokensOf(before)];
  const right = [...tokensOf(after)].filter((token) => !trees.isInserted(token));
  const text = (token) => (parses ? `${token.kind} ${token.getText()}` : token.getText());
  const at = left.findIndex((token, index) => !right[index] || text(token) !== text(right[index]));
  if (at >= 0) throw new Error(`the token ${show(left[at])} became ${right[at] ? show(right[at]) : 'nothing'}`);
  if (left.length !== right.length) throw new Error('there are more tokens than before');
}

function complaint({ path, before, after, inserted, map }, left, parses) {
  const right = parse(path, after);
  if (parses && complaintsOf(right) !== '') return `new diagnostics: ${complaintsOf(right)}`;
  const strange = inserted.map(([from, to]) => after.slice(from, to)).find((text) => !SPELLINGS.test(text));
  if (strange) return `a strange insertion: ${JSON.stringify(strange)}`;
  const trees = new Trees(inserted);
  try {
    // What TypeScript refuses (`o.`, a line break, `p as T` is one such) has no tree to speak of.
    if (parses) trees.compare(left, right);
    judgeTokens(left, right, trees, parses);
    const isInserted = (offset) => trees.insertionAt(offset) !== undefined;
    if (map) judgeMap({ before, after, inserted, isInserted, map, tokens: [...tokensOf(right)] });
    return undefined;
  } catch (error) {
    return String(error.message);
  }
}

function judge(one) {
  const before = parse(one.path, one.before);
  const parses = complaintsOf(before) === '';
  const found = complaint(one, before, parses);
  return { parses, complaints: found === undefined ? [] : [found] };
}

const [cases, results] = process.argv.slice(2);
fs.writeFileSync(results, JSON.stringify(JSON.parse(fs.readFileSync(cases, 'utf8')).map(judge)));
