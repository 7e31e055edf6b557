// oxc-parser finds, magic-string inserts.
import MagicString from 'magic-string';
import { parseSync, Visitor } from 'oxc-parser';
import { isTarget, rewriteTree } from './files.js';

rewriteTree((text, name) => {
  const { program } = parseSync(name, text);
  const edited = new MagicString(text);
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  const lineOf = (offset) => lineStarts.findLastIndex((start) => start <= offset) + 1;
  const visitor = new Visitor({
    CallExpression({ callee, arguments: [record] }) {
      const last = record?.type === 'ObjectExpression' && record.properties.at(-1);
      if (!last || !isTarget(callee)) return;
      edited.appendLeft(last.end, `, source_location: '${name}:${lineOf(callee.property.start)}'`);
    },
  });
  visitor.visit(program);
  return edited.toString();
});
