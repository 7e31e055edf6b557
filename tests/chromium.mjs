// The browser of the tests, as `playwright-core` starts it.

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const extracted = fileURLToPath(new URL('../target/backends/chromium', import.meta.url))

/** Debian's browser: the system's, or the one that the set-up extracted. */
export function executable() {
  const system = '/usr/lib/chromium/chromium'
  if (existsSync(system)) return { executablePath: system }
  const libraries = join(extracted, 'usr/lib/x86_64-linux-gnu')
  assert.ok(existsSync(join(extracted, system)), 'there is no Chromium: run `cargo xtask hosts` or `cargo xtask page --test`')
  const LD_LIBRARY_PATH = `${libraries}:${join(libraries, 'pulseaudio')}`
  return { executablePath: join(extracted, system), env: { ...process.env, LD_LIBRARY_PATH } }
}
