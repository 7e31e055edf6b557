// What two migrations of the same files have in common: `node compare.js ours theirs`. Prints the records of
// the first, those that both have, those that the second alone has, and its errors of syntax, as JSON.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const [ours, theirs] = process.argv.slice(2);
const found = { ours: 0, both: 0, other: 0, unparsed: 0 };
for (const entry of readdirSync(ours, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = relative(ours, join(entry.parentPath, entry.name));
  const [first, second] = [ours, theirs].map((folder) => parsed(folder, path));
  const [known, given] = [first, second].map(recordsOf);
  found.ours += known.length;
  found.unparsed += second.parseDiagnostics.length;
  for (const record of given) {
    const at = known.indexOf(record);
    if (at >= 0) known.splice(at, 1);
    found[at >= 0 ? 'both' : 'other'] += 1;
  }
}
console.log(JSON.stringify(found));

function parsed(folder, path) {
  return ts.createSourceFile(path, readFileSync(join(folder, path), 'utf8'), ts.ScriptTarget.Latest, true);
}

/** The records of a file, each as a text that does not depend on how it is formatted. */
function recordsOf(file) {
  const records = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && /\bLOGS\.write$/.test(node.expression.getText())) records.push(told(node.arguments[0]));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return records;
}

function told(node) {
  if (ts.isStringLiteralLike(node)) return JSON.stringify(node.text);
  const children = [];
  ts.forEachChild(node, (child) => void children.push(told(child)));
  return children.length > 0 ? `(${node.kind} ${children.join(' ')})` : node.getText();
}
