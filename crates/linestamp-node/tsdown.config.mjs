const hosts = ['esbuild', 'vite', 'rollup', 'rolldown', 'webpack', 'rspack', 'farm']

// Those in `.mts` ask where they are themselves, which the compiler allows in this form alone.
const entries = [...hosts.map((host) => `js/${host}.ts`), 'js/swc.mts', 'js/typescript.mts']

const common = {
  platform: 'node',
  target: 'node20.19',
  // The package's own main entry, the addon, and what only some processes load.
  deps: { neverBundle: ['linestamp', './esbuild.cjs', './main.cjs', './unplugin.cjs', './wasm.cjs', '../binding.js'] },
  fixedExtension: true,
}

export default [
  // The entries' types, in the two forms that TypeScript tells apart.
  ...['m', 'c'].map((kind) => ({
    ...common,
    entry: entries,
    format: ['esm'],
    dts: { emitDtsOnly: true, cjsDefault: kind === 'c' },
    outExtensions: () => ({ dts: `.d.${kind}ts` }),
    clean: kind === 'm',
  })),
  // One file for each entry, as ESM and as CommonJS: each further file that Node has to open takes it longer than what is in it.
  ...entries.map((entry) => ({ ...common, entry, format: ['esm', 'cjs'], dts: false, clean: false })),
  // The main entry, and the wasm that it loads instead of the addon.
  ...['js/main.ts', 'js/wasm.ts'].map((entry) => ({ ...common, entry, format: ['cjs'], dts: false, clean: false })),
  { ...common, entry: ['js/browser.mts'], format: ['esm'], dts: true, clean: false, platform: 'browser', target: 'es2022' },
  // What two of the entries load when they are put to work.
  { ...common, entry: ['js/unplugin.ts'], format: ['cjs'], dts: false, clean: false },
  // What `linestamp run` needs: its own half, and the one that is preloaded, which stands alone.
  ...[{ run: 'js/run.ts' }, { hook: 'js/run/hook.ts' }].map((entry) => ({ ...common, entry, format: ['cjs'], clean: false })),
  // What `node --import` takes, in one form for both, and its half for the thread that Node 20 has for it.
  { ...common, entry: ['js/register.ts'], format: ['cjs'], dts: true, clean: false },
  { ...common, entry: ['js/register/loader.mts'], format: ['esm'], dts: false, clean: false },
  // What runs in workerd, which has modules alone. Its constants are inlined, for the sake of its size.
  { ...common, minify: { compress: true, mangle: false, codegen: false }, entry: ['js/runtime.ts'], format: ['esm'], dts: true, clean: false, platform: 'neutral', target: 'es2022', deps: { neverBundle: ['cloudflare:workers'] } },
]
