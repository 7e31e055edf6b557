import linestamp from 'linestamp/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  build: { sourcemap: true },
  plugins: [linestamp()],
})
