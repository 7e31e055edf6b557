// One file for each entry, as ESM and as CommonJS, each with its own types.
const hosts = ['esbuild', 'vite', 'rollup', 'rolldown', 'webpack', 'rspack', 'farm']

export default {
  // The one that asks where it is itself, which TypeScript allows in this form alone.
  entry: [...hosts.map((host) => `js/${host}.ts`), 'js/typescript.mts'],
  format: ['esm', 'cjs'],
  platform: 'node',
  target: 'node20.19',
  dts: true,
  // The package's own main entry, with the addon.
  external: ['linestamp'],
  fixedExtension: true,
}
