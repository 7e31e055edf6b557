// Builds the addon for the tests and, with `--release`, for the races: in the folder where the
// workspace's own build is, and for the tests with all packages and one of their tests, which gives the
// dependencies the features that they have there: so no crate is compiled twice. `napi build` always names a target, for which Cargo has a
// folder of its own. What lies beside the addon is what `napi build` writes, by its own functions.

import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { generateTypeDef, parseTriple, readNapiConfig, writeJsBinding } from '@napi-rs/cli'

const release = process.argv.includes('--release')
const folder = fileURLToPath(new URL('..', import.meta.url))
const config = await readNapiConfig(join(folder, 'package.json'))
const cargo = process.env.CARGO ?? 'cargo'
const said = (program, ...words) => execFileSync(program, words, { cwd: folder, encoding: 'utf8' })

const { target_directory: target } = JSON.parse(said(cargo, 'metadata', '--format-version=1', '--no-deps'))
const types = join(target, 'napi-types')
mkdirSync(types, { recursive: true })
const env = { ...process.env, NAPI_TYPE_DEF_TMP_FOLDER: types }
// The types are written while the crate is compiled, so it has to be if they are not there.
if (!existsSync(join(types, 'linestamp-node'))) env.NAPI_FORCE_BUILD_LINESTAMP_NODE = `${Date.now()}`
const what = release ? ['--release', '--package', 'linestamp-node'] : ['--workspace', '--lib', '--test', 'generated']
execFileSync(cargo, ['build', '--locked', ...what], { cwd: folder, env, stdio: 'inherit' })

const host = parseTriple(/^host: (.*)$/m.exec(said('rustc', '-vV'))[1])
const library = { win32: 'linestamp_node.dll', darwin: 'liblinestamp_node.dylib' }[host.platform] ?? 'liblinestamp_node.so'
copyFileSync(join(target, release ? 'release' : 'debug', library), join(folder, `${config.binaryName}.${host.platformArchABI}.node`))

const { exports, dts } = await generateTypeDef({ typeDefDir: types, cwd: folder })
writeFileSync(join(folder, 'binding.d.ts'), dts)
await writeJsBinding({
  platform: true,
  idents: exports,
  jsBinding: 'binding.js',
  binaryName: config.binaryName,
  packageName: config.packageName,
  version: config.packageJson.version,
  outputDir: folder,
  wasiFlavors: [],
})
