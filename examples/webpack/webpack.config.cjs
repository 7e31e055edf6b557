const linestamp = require('linestamp/webpack')

module.exports = {
  entry: './src/main.ts',
  mode: 'production',
  target: 'node20',
  devtool: 'source-map',
  output: { filename: 'main.cjs' },
  resolve: { extensions: ['.ts', '.js'] },
  module: { rules: [{ test: /\.ts$/, loader: 'ts-loader' }] },
  plugins: [linestamp()],
}
