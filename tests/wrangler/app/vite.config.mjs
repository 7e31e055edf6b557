import { cloudflare } from '@cloudflare/vite-plugin'
import linestamp from 'linestamp/vite'

const configPath = (service) => `./services/${service}/wrangler.jsonc`

export default {
  plugins: [
    linestamp(),
    cloudflare({
      configPath: configPath('http'),
      auxiliaryWorkers: [{ configPath: configPath('executor') }, { configPath: configPath('logs') }],
      persistState: false,
      inspectorPort: Number(process.env.INSPECTOR_PORT ?? 0),
    }),
  ],
  resolve: { tsconfigPaths: true },
  build: { sourcemap: true },
}
