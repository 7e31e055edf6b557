import typescript from '@rollup/plugin-typescript'
import linestamp from 'linestamp/rollup'

export default {
  input: 'src/main.ts',
  output: { file: 'dist/main.mjs', format: 'esm', sourcemap: true },
  plugins: [linestamp(), typescript()],
}
