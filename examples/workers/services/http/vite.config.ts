import { cloudflare } from '@cloudflare/vite-plugin';
import linestamp from 'linestamp/vite';
import { defineConfig } from 'vite';

/** `vite dev` runs the other services beside this one; each is built by itself. */
const others = ['coordinator', 'executor', 'resources', 'logs'].map((name) => ({
  configPath: `../${name}/wrangler.jsonc`,
  // Not the stamped copy that a `[build] command` may make: Vite runs none, and stamps the sources itself.
  config: { main: `../${name}/src/${name}.ts` },
  devOnly: true,
}));

export default defineConfig(({ command }) => ({
  plugins: [
    linestamp(),
    cloudflare({
      auxiliaryWorkers: command === 'serve' ? others : [],
      persistState: { path: '../../.wrangler/state' },
      inspectorPort: Number(process.env.INSPECTOR_PORT) || undefined,
    }),
  ],
  build: { sourcemap: true },
}));
