// One file for each entry, as ESM and as CommonJS, each with its own types.
export default {
  entry: [
    ...['esbuild', 'vite', 'rollup', 'rolldown', 'webpack', 'rspack'].map((host) => `js/${host}.ts`),
    // It asks where it is, which only a module of its own kind can.
    'js/swc.mts',
  ],
  format: ['esm', 'cjs'],
  platform: 'node',
  target: 'node20.19',
  dts: true,
  // The package's own main entry, with the addon.
  external: ['linestamp'],
  fixedExtension: true,
}
