import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './services.ts';

// Deploys what `npm run build` made, and what each service is bound to before it:
// node scripts/deploy.ts

/** `http` is deployed as Vite built it, which leaves wrangler a configuration that says so. */
const COMMANDS = {
  logs: 'linestamp run -- wrangler deploy -e production',
  resources: 'wrangler deploy -e production',
  coordinator: 'linestamp run -- wrangler deploy -e production',
  executor: 'linestamp run -- wrangler deploy -e production',
  http: 'wrangler deploy',
};

for (const [service, command] of Object.entries(COMMANDS)) {
  const { status } = spawnSync(command, { cwd: join(ROOT, 'services', service), shell: true, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${service} is not deployed, and what comes after it neither: see above`);
}
