// Each folder of `examples` that is for one build tool, as its README says to use it.

import assert from 'node:assert/strict'
import { execSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { project } from './support.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const top = join(here, '../../examples')
const tools = readdirSync(top).filter((name) => existsSync(join(top, name, 'src/main.ts')))

for (const tool of tools) {
  test(`examples/${tool}: the record has the line of its call`, () => {
    const { folder, path } = project()
    cpSync(join(top, tool), folder, { recursive: true, filter: (from) => !/node_modules|dist$/.test(from) })
    // What `npm install` would bring: the tools are those that the tests installed, and so is the tarball.
    symlinkSync(join(here, 'node_modules'), path('node_modules'), 'junction')
    const { dependencies, devDependencies } = JSON.parse(readFileSync(path('package.json'), 'utf8'))
    for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
      assert.ok(existsSync(path(`node_modules/${name}/package.json`)), `${name} is among those of tests/hosts`)
    }
    const env = { ...process.env, TSP_CACHE_DIR: join(here, '../../target/ts-patch') }
    const npm = (words) => execSync(`npm ${words}`, { cwd: folder, encoding: 'utf8', stdio: 'pipe', env })
    npm('run build')
    const said = npm('--silent start').trim()
    const lines = readFileSync(path('src/main.ts'), 'utf8').split('\n')
    const line = lines.findIndex((text) => text.includes('env.LOGS.write(')) + 1
    const { level, message, source_location } = JSON.parse(said)
    assert.deepEqual({ level, message, source_location }, { level: 'info', message: 'Task one started', source_location: `main.ts:${line}` })
    assert.ok(readFileSync(path('README.md'), 'utf8').includes(said), 'the README shows what is printed')
  })
}

test('no tool is left out', () => {
  assert.deepEqual(tools, ['esbuild', 'rolldown', 'rollup', 'rspack', 'typescript', 'vite', 'webpack'])
})
