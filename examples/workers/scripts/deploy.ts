import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DATABASES, ROOT } from './services.ts';

// Deploys to production what `npm run build` found good, each service behind those that it is bound to:
// node scripts/deploy.ts [--dry-run]
//
// `http` goes as Vite left it; the others wrangler bundles once more, by the command with which they were built.
// A database has its migrations before the service that asks it. A dry run applies none and uploads nothing.

const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });
const isDry = values['dry-run'];

const STAMPED = 'linestamp run -- wrangler deploy -e production';

/** In the order in which they go. */
const COMMANDS = {
  logs: STAMPED,
  resources: 'wrangler deploy -e production',
  coordinator: STAMPED,
  executor: STAMPED,
  http: 'wrangler deploy -c dist/acme_http/wrangler.json',
};

const MIGRATE = 'wrangler d1 migrations apply DB --remote -e production';

const deployed: string[] = [];
for (const [service, command] of Object.entries(COMMANDS)) {
  if (hasDatabase(service)) {
    if (isDry) console.log(`\n${service}: the migrations of its database are left alone`);
    else step(service, MIGRATE, 'the migrations of its database are not applied');
  }
  if (isDry) step(service, `${command} --dry-run`, 'it cannot be deployed');
  else step(service, command, 'it is not deployed');
  deployed.push(service);
}
console.log(isDry ? `\n${told(deployed)} can be deployed, in this order` : `\n${told(deployed)} are deployed`);

function hasDatabase(service: string): boolean {
  return DATABASES.some((name) => name === service);
}

/** Runs a command in the service's folder; where it fails, what comes after it stays undone. */
function step(service: string, command: string, failure: string): void {
  console.log(`\n${service}: ${command}`);
  const { status } = spawnSync(command, { cwd: join(ROOT, 'services', service), shell: true, stdio: 'inherit' });
  if (status === 0) return;
  const rest = Object.keys(COMMANDS).slice(deployed.length);
  console.error(`\n${service}: ${failure}, see above. ${isDry ? 'Good' : 'Deployed'}: ${told(deployed)}. Not yet: ${told(rest)}.`);
  console.error('Once it is mended, run this again: what is done is done once more, which does no harm.');
  process.exit(1);
}

function told(services: string[]): string {
  return services.join(', ') || 'nothing';
}
