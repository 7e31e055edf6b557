// What the addon has, from the wasm, in Node.

import { lstatSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

import type * as binding from '../binding.js'

import { Machine } from './wasm/machine.js'
import { projectOf } from './wasm/project.js'
import { transformOf } from './wasm/transform.js'
import type { Files } from './wasm/wasi.js'

/** The exit status of a command line that could not do what it was asked to. */
const FAILED = 2

const files: Files = {
  read: (path) => readFileSync(path),
  stat: (path, follow) => (follow ? statSync(path) : lstatSync(path)),
  readLink: (path) => readlinkSync(path),
}

let made: Machine | undefined
const machine = () => (made ??= load())

/** Only who stamps something waits for the compiler. */
function load(): Machine {
  const module = new WebAssembly.Module(readFileSync(join(__dirname, '../linestamp.wasm')))
  return new Machine(module, (text) => process.stderr.write(text), files)
}

export const Project = projectOf(machine, { absolute: (path) => resolve(path) }) as unknown as typeof binding.Project

export const transform: typeof binding.transform = transformOf(machine)

export const transformAsync: typeof binding.transformAsync = async (code, options) => transform(code, options)

export const run: typeof binding.run = () => {
  process.stderr.write(
    `linestamp: the command line is not part of the wasm, and there is no binary of it for ${process.platform}-${process.arch}; ` +
      'build one in a clone of the repository, with `cargo install --path crates/linestamp-cli`\n',
  )
  return FAILED
}
