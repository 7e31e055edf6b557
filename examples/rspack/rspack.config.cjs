const linestamp = require('linestamp/rspack')

const swc = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }

module.exports = {
  entry: './src/main.ts',
  mode: 'production',
  target: 'node20',
  devtool: 'source-map',
  output: { filename: 'main.cjs' },
  resolve: { extensions: ['.ts', '.js'] },
  module: { rules: [{ test: /\.ts$/, loader: 'builtin:swc-loader', options: swc, type: 'javascript/auto' }] },
  plugins: [linestamp()],
}
