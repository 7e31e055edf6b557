// As much of WASI as the engine asks for. The files are those that a host shows it; a browser has none.

/** What the engine sees of files; each throws as Node's own functions do. */
export interface Files {
  read(path: string): Uint8Array
  stat(path: string, follow: boolean): Stat
  readLink(path: string): string
}

/** What a path leads to. */
export interface Stat {
  isDirectory(): boolean
  isFile(): boolean
  isSymbolicLink(): boolean
  size: number
}

type Call = (...all: never[]) => number

interface Open {
  bytes: Uint8Array
  at: number
}

const STANDARD_ERROR = 2
/** The folder that all paths begin in. */
const TOP = 3
const FIRST = 4

const DONE = 0
const BAD_FILE = 8
const NOT_SUPPORTED = 52
const INPUT_OUTPUT = 29
const ERRORS: Record<string, number> = { EACCES: 2, EISDIR: 31, ELOOP: 32, ENOENT: 44, ENOTDIR: 54, EPERM: 63 }

const UNKNOWN = 0
const CHARACTERS = 2
const FOLDER = 3
const FILE = 4
const LINK = 7

const FOLLOW = 1

/** The imports of a module; `memory` is that of its instance, `say` takes what is written for a person. */
export function wasi(
  module: WebAssembly.Module,
  memory: () => WebAssembly.Memory,
  say: (text: string) => void,
  files?: Files,
): WebAssembly.Imports {
  const calls = { ...standard(memory, say), ...(files && reading(memory, files)) }
  const names = WebAssembly.Module.imports(module).map(({ name }) => name)
  const none = () => NOT_SUPPORTED
  return { wasi_snapshot_preview1: Object.fromEntries(names.map((name) => [name, calls[name] ?? none])) }
}

function standard(memory: () => WebAssembly.Memory, say: (text: string) => void): Record<string, Call> {
  const view = () => new DataView(memory().buffer)
  const nothing = (count: number, size: number) => {
    view().setUint32(count, 0, true)
    view().setUint32(size, 0, true)
    return DONE
  }
  return {
    args_sizes_get: nothing,
    args_get: () => DONE,
    environ_sizes_get: nothing,
    environ_get: () => DONE,
    fd_prestat_get: () => BAD_FILE,
    clock_time_get: (_clock: number, _precision: bigint, at: number) => {
      view().setBigUint64(at, BigInt(Date.now()) * 1_000_000n, true)
      return DONE
    },
    random_get: (at: number, length: number) => {
      crypto.getRandomValues(new Uint8Array(memory().buffer, at, length))
      return DONE
    },
    fd_write: (file: number, pieces: number, count: number, at: number) => {
      if (file > STANDARD_ERROR) return BAD_FILE
      const parts = buffers(memory(), pieces, count)
      say(parts.map((part) => new TextDecoder().decode(part)).join(''))
      view().setUint32(at, parts.reduce((sum, { length }) => sum + length, 0), true)
      return DONE
    },
  }
}

function reading(memory: () => WebAssembly.Memory, files: Files): Record<string, Call> {
  const view = () => new DataView(memory().buffer)
  const bytes = (at: number, length: number) => new Uint8Array(memory().buffer, at, length)
  const path = (at: number, length: number) => `/${new TextDecoder().decode(bytes(at, length))}`
  const open = new Map<number, Open>()
  const tried = (work: () => void): number => {
    try {
      work()
      return DONE
    } catch (failure) {
      return ERRORS[(failure as { code?: string }).code ?? ''] ?? INPUT_OUTPUT
    }
  }
  const found = (file: number, work: (file: Open) => void): number => {
    const known = open.get(file)
    return known === undefined ? BAD_FILE : tried(() => work(known))
  }
  const state = (at: number, kind: number, size: number) => {
    bytes(at, 64).fill(0)
    view().setUint8(at + 16, kind)
    view().setBigUint64(at + 32, BigInt(size), true)
  }
  return {
    fd_prestat_get: (file: number, at: number) => {
      if (file !== TOP) return BAD_FILE
      view().setUint32(at, 0, true)
      view().setUint32(at + 4, 1, true)
      return DONE
    },
    fd_prestat_dir_name: (_file: number, at: number) => {
      view().setUint8(at, '/'.charCodeAt(0))
      return DONE
    },
    fd_fdstat_get: (file: number, at: number) => {
      bytes(at, 24).fill(0)
      view().setUint8(at, file < TOP ? CHARACTERS : file === TOP ? FOLDER : FILE)
      bytes(at + 8, 16).fill(0xff)
      return DONE
    },
    path_open: (_folder: number, _follow: number, at: number, length: number, _how: number, _rights: bigint, _inherited: bigint, _flags: number, out: number) =>
      tried(() => {
        const read = files.read(path(at, length))
        let file = FIRST
        while (open.has(file)) file += 1
        open.set(file, { bytes: read, at: 0 })
        view().setUint32(out, file, true)
      }),
    path_filestat_get: (_folder: number, flags: number, at: number, length: number, out: number) =>
      tried(() => {
        const stat = files.stat(path(at, length), (flags & FOLLOW) !== 0)
        state(out, kindOf(stat), stat.size)
      }),
    path_readlink: (_folder: number, at: number, length: number, to: number, room: number, used: number) =>
      tried(() => {
        const link = new TextEncoder().encode(files.readLink(path(at, length))).subarray(0, room)
        bytes(to, link.length).set(link)
        view().setUint32(used, link.length, true)
      }),
    fd_filestat_get: (file: number, out: number) => found(file, ({ bytes: { length } }) => state(out, FILE, length)),
    fd_read: (file: number, pieces: number, count: number, out: number) =>
      found(file, (from) => {
        const begin = from.at
        for (const part of buffers(memory(), pieces, count)) {
          const rest = from.bytes.subarray(from.at, from.at + part.length)
          part.set(rest)
          from.at += rest.length
        }
        view().setUint32(out, from.at - begin, true)
      }),
    fd_close: (file: number) => (open.delete(file) ? DONE : BAD_FILE),
  }
}

/** The parts of memory that a list of addresses and lengths names. */
function buffers(memory: WebAssembly.Memory, pieces: number, count: number): Uint8Array[] {
  const view = new DataView(memory.buffer)
  return Array.from({ length: count }, (_, index) => {
    const at = pieces + index * 8
    return new Uint8Array(memory.buffer, view.getUint32(at, true), view.getUint32(at + 4, true))
  })
}

function kindOf(stat: Stat): number {
  if (stat.isDirectory()) return FOLDER
  if (stat.isFile()) return FILE
  return stat.isSymbolicLink() ? LINK : UNKNOWN
}
