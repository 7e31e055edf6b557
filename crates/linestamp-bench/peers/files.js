// The files of a tree, and what all the peers do with them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Rewrites every TypeScript file of the tree that is named on the command line, in place. */
export function rewriteTree(rewrite) {
  for (const entry of readdirSync(process.argv[2], { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8');
    if (text.includes('LOGS')) writeFileSync(path, rewrite(text, basename(path)));
  }
}

/** Whether a callee, as an ESTree or Babel node, ends in `env.LOGS.write`. */
export function isTarget(callee) {
  return isMember(callee, 'write') && isMember(callee.object, 'LOGS') && endsIn(callee.object.object, 'env');
}

function isMember(node, name) {
  return /^(Optional)?MemberExpression$/.test(node.type) && !node.computed && node.property.name === name;
}

function endsIn(node, name) {
  return (node.type === 'Identifier' && node.name === name) || isMember(node, name);
}
