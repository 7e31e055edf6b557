import { cloudflare } from '@cloudflare/vite-plugin';
import linestamp from 'linestamp/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [linestamp(), cloudflare({ inspectorPort: false })],
  build: { sourcemap: true },
});
