// TypeScript's own transformer API, and its printer.
import ts from 'typescript';
import { rewriteTree } from './files.js';

const printer = ts.createPrinter();

rewriteTree((text, name) => {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const { transformed } = ts.transform(file, [(context) => (root) => ts.visitNode(root, visitor(context, root))]);
  return printer.printFile(transformed[0]);
});

function visitor(context, file) {
  const { factory } = context;
  return function visit(node) {
    const visited = ts.visitEachChild(node, visit, context);
    const record = ts.isCallExpression(visited) && visited.arguments[0];
    if (!record || !ts.isObjectLiteralExpression(record) || !isTarget(visited.expression)) return visited;
    const line = file.getLineAndCharacterOfPosition(node.expression.name.getStart(file)).line + 1;
    const value = factory.createStringLiteral(`${file.fileName}:${line}`, true);
    const stamp = factory.createPropertyAssignment('source_location', value);
    const stamped = factory.updateObjectLiteralExpression(record, [...record.properties, stamp]);
    return factory.updateCallExpression(visited, visited.expression, visited.typeArguments, [
      stamped,
      ...visited.arguments.slice(1),
    ]);
  };
}

function isTarget(callee) {
  return isMember(callee, 'write') && isMember(callee.expression, 'LOGS') && endsIn(callee.expression.expression, 'env');
}

function isMember(node, name) {
  return ts.isPropertyAccessExpression(node) && node.name.text === name;
}

function endsIn(node, name) {
  return (ts.isIdentifier(node) && node.text === name) || isMember(node, name);
}
