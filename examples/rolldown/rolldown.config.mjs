import linestamp from 'linestamp/rolldown'
import { defineConfig } from 'rolldown'

export default defineConfig({
  input: 'src/main.ts',
  platform: 'node',
  output: { file: 'dist/main.mjs', sourcemap: true },
  plugins: [linestamp()],
})
