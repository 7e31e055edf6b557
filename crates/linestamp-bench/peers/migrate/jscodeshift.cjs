// A transform of jscodeshift's, as a team writes one: calls of what is called `logger` or `log`.
const LEVELS = ['debug', 'info', 'warn', 'error'];
const NAMES = ['logger', 'log'];

module.exports = function transform(file, { jscodeshift: j }) {
  const root = j(file.source);
  const isLogger = (node) => node.type === 'Identifier' && NAMES.includes(node.name);
  const calls = root.find(j.CallExpression).filter(({ node: { callee, arguments: args } }) => {
    const isMethod = callee.type === 'MemberExpression' && !callee.computed && LEVELS.includes(callee.property.name);
    return isMethod && isLogger(callee.object) && args.length > 0 && args.length <= 2;
  });
  if (calls.size() === 0) return undefined;
  const property = (name, value) => {
    const written = j.objectProperty(j.identifier(name), value);
    written.shorthand = value.type === 'Identifier' && value.name === name;
    return written;
  };
  calls.replaceWith(({ node: { callee, arguments: args } }) => {
    const [message, metadata] = args;
    const record = [property('level', j.literal(callee.property.name)), property('message', message)];
    if (metadata) record.push(property('metadata', metadata));
    return j.callExpression(j.memberExpression(j.memberExpression(j.identifier('env'), j.identifier('LOGS')), j.identifier('write')), [
      j.objectExpression(record),
    ]);
  });
  const imports = root.find(j.ImportDeclaration);
  imports.at(0).insertBefore(j.importDeclaration([j.importSpecifier(j.identifier('env'))], j.literal('cloudflare:workers')));
  imports.filter(({ node }) => /\/logger$/.test(node.source.value)).forEach((path) => {
    const { name } = path.node.specifiers[0].local;
    const uses = root.find(j.Identifier, { name }).filter(({ parent }) => parent.node.type !== 'ImportSpecifier');
    if (uses.size() === 0) j(path).remove();
  });
  return root.toSource({ quote: 'single' });
};
