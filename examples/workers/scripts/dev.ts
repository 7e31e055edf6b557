import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DATABASES, ROOT, SERVICES } from './services.ts';
import './write-version.ts';

// Starts all five services, each with the bindings of its development environment, and says where:
// node scripts/dev.ts [--vite] [--port 8787] [--inspector-port 9229]

const { values } = parseArgs({
  options: {
    vite: { type: 'boolean', default: false },
    port: { type: 'string', default: '8787' },
    'inspector-port': { type: 'string', default: '9229' },
  },
});
const ENVIRONMENT = 'development';
const STATE = join(ROOT, '.wrangler/state');
const env = { ...process.env, CLOUDFLARE_ENV: ENVIRONMENT, INSPECTOR_PORT: values['inspector-port'] };
const shell = process.platform === 'win32';

for (const service of DATABASES) migrate(service);
const [command, ...words] = values.vite ? vite(values.port) : wrangler(values.port, values['inspector-port']);
const server = spawn(command!, words, {
  cwd: values.vite ? join(ROOT, 'services/http') : ROOT,
  env,
  shell,
  stdio: ['inherit', 'pipe', 'inherit'],
});
let said = '';
server.stdout.setEncoding('utf8').on('data', (text: string) => {
  process.stdout.write(text);
  announce(text);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal));
server.on('exit', (code) => process.exit(code ?? 1));

/** All Workers in one process; the hook of `linestamp run` stamps those that have no way of their own. */
function wrangler(port: string, inspector: string): string[] {
  const configs = SERVICES.flatMap((name) => ['-c', `services/${name}/wrangler.jsonc`]);
  const ports = ['--port', port, '--inspector-port', inspector];
  return ['linestamp', 'run', '--', 'wrangler', 'dev', ...configs, '-e', ENVIRONMENT, ...ports, '--persist-to', STATE];
}

/** `http` by its own Vite, which runs the others beside it. */
function vite(port: string): string[] {
  return ['vite', 'dev', '--host', '127.0.0.1', '--port', port, '--strictPort'];
}

function migrate(service: string): void {
  const words = ['d1', 'migrations', 'apply', 'DB', '--local', '-e', ENVIRONMENT, '--persist-to', STATE];
  const { status, stdout } = spawnSync('wrangler', words, {
    cwd: join(ROOT, 'services', service),
    encoding: 'utf8',
    env: { ...env, CI: '1' },
    shell,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`the database of ${service} has not all migrations:\n${stdout}`);
}

/** Says the address once it is there, under which the API answers. */
function announce(text: string): void {
  const before = said;
  said += text;
  const ready = /(?:Ready on|Local:)\s+(http:\/\/\S+)/;
  const found = ready.exec(said);
  if (found && !ready.test(before)) console.log(`\nThe system runs at ${found[1]}\n`);
}
