// `node --import linestamp/register app.ts`: stamps modules as Node loads them, types and all, before
// it erases those. Other loaders, such as tsx, may have changed the text by then; their maps tell.

import Module from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { switchedOff } from './options.js'
import { type Loaded, loadedStamped, stamped } from './register/stamp.js'

type Load = (url: string, context: object, next: (url: string, context: object) => Loaded) => Loaded
type Register = (...all: unknown[]) => unknown

/** `registerHooks` is newer than the types of the oldest Node. */
const module_ = Module as unknown as { register: Register; registerHooks?: Register }

const load: Load = (url, context, next) => loadedStamped(next(url, context), url)

/**
 * Registers our hook, and again after each that comes later: the last one gets what all others made
 * of a file, also where they read it by themselves. A second stamp of the same text changes nothing.
 */
function registerLast(name: 'register' | 'registerHooks', ...ours: unknown[]): void {
  const register = module_[name] as Register
  module_[name] = (...theirs) => {
    const registered = register(...theirs)
    register(...ours)
    return registered
  }
  register(...ours)
  Module.syncBuiltinESMExports()
}

/** CommonJS that other loaders compile themselves comes past here, and so does that of Node 20. */
function watchCompiles(): void {
  const prototype = Module.prototype as unknown as { _compile: (...all: unknown[]) => unknown }
  const compile = prototype._compile
  prototype._compile = function (code, filename, ...rest) {
    const done = typeof code === 'string' && typeof filename === 'string' ? stamped(code, filename) : null
    return compile.call(this, done ?? code, filename, ...rest)
  }
}

if (!switchedOff()) {
  if (module_.registerHooks !== undefined) registerLast('registerHooks', { load })
  else registerLast('register', pathToFileURL(join(__dirname, 'loader.mjs')))
  watchCompiles()
}
