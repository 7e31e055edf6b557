const hosts = ['esbuild', 'vite', 'rollup', 'rolldown', 'webpack', 'rspack', 'farm']

const common = {
  platform: 'node',
  target: 'node20.19',
  // The package's own main entry, the addon, and what only some processes load.
  external: ['linestamp', './esbuild.cjs', './unplugin.cjs', './wasm.cjs', '../binding.js'],
  fixedExtension: true,
}

export default [
  // One file for each entry, as ESM and as CommonJS, each with its own types.
  // Two ask where they are themselves, which the compiler allows in this form alone.
  { ...common, entry: [...hosts.map((host) => `js/${host}.ts`), 'js/swc.mts', 'js/typescript.mts'], format: ['esm', 'cjs'], dts: true },
  // The main entry, and the wasm that it loads instead of the addon.
  ...['js/main.ts', 'js/wasm.ts'].map((entry) => ({ ...common, entry, format: ['cjs'], dts: false, clean: false })),
  { ...common, entry: ['js/browser.mts'], format: ['esm'], dts: true, clean: false, platform: 'browser', target: 'es2022' },
  // What three of the entries load when they are put to work.
  { ...common, entry: ['js/unplugin.ts'], format: ['cjs'], dts: false, clean: false },
  // What `linestamp run` needs: its own half, and the one that is preloaded, which stands alone.
  ...[{ run: 'js/run.ts' }, { hook: 'js/run/hook.ts' }].map((entry) => ({ ...common, entry, format: ['cjs'], clean: false })),
  // What `node --import` takes, in one form for both, and its half for the thread that Node 20 has for it.
  { ...common, entry: ['js/register.ts'], format: ['cjs'], dts: true, clean: false },
  { ...common, entry: ['js/register/loader.mts'], format: ['esm'], dts: false, clean: false },
  // What runs in workerd, which has modules alone. Its constants are inlined, for the sake of its size.
  { ...common, minify: { compress: true, mangle: false, codegen: false }, entry: ['js/runtime.ts'], format: ['esm'], dts: true, clean: false, platform: 'neutral', target: 'es2022', external: ['cloudflare:workers'] },
]
