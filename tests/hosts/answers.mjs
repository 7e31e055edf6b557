// Prints what the package makes of every fixture, as JSON, in folders below the one that is named: in a
// process of its own, so that the environment can say which engine answers.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { Project, transform } from 'linestamp'

import { fixtures } from './fixtures.mjs'

const [, , top] = process.argv

const told = (work) => {
  try {
    return work()
  } catch ({ code, message }) {
    return { code, message }
  }
}

const answers = {}
for (const { name, text, path, refresh, config } of fixtures()) {
  const folder = join(top, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'linestamp.toml'), config)
  const here = told(() => new Project({ cwd: folder, refresh }))
  answers[name] = [
    told(() => transform(text, { path, refresh })),
    told(() => here.transform(text, join(folder, path))),
    told(() => here.plan(text, join(folder, path))),
    [here.codeFilter, here.extensions, here.options, here.root, here.files, here.message],
  ]
}
console.log(JSON.stringify(answers))
