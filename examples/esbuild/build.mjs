import { build } from 'esbuild'
import linestamp from 'linestamp/esbuild'

await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/main.mjs',
  bundle: true,
  format: 'esm',
  platform: 'node',
  sourcemap: true,
  plugins: [linestamp()],
})
