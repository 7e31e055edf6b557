// Babel's parser, traversal and generator, as a Babel plugin uses them.
import { generate } from '@babel/generator';
import { parse } from '@babel/parser';
import babelTraverse from '@babel/traverse';
import { isTarget, rewriteTree } from './files.js';

const traverse = babelTraverse.default;

rewriteTree((text, name) => {
  const tree = parse(text, { sourceType: 'module', plugins: ['typescript', 'decorators'] });
  traverse(tree, {
    CallExpression({ node: { callee, arguments: [record] } }) {
      if (record?.type !== 'ObjectExpression' || !isTarget(callee)) return;
      record.properties.push({
        type: 'ObjectProperty',
        key: { type: 'Identifier', name: 'source_location' },
        value: { type: 'StringLiteral', value: `${name}:${callee.property.loc.start.line}` },
      });
    },
  });
  return generate(tree, { retainLines: true }, text).code;
});
