// The engine in wasm, and how it is asked. A text that nests too deep for the host's stack, or on which
// the parser panics, ends an instance for good: the next one then says what became of that text.

import { type Files, wasi } from './wasi.js'

/** What can be asked, as `src/wasm/question.rs` has it. */
export type Question =
  | { ask: 'transform'; options: unknown }
  | { ask: 'open'; options: unknown }
  | { ask: 'close'; project: number }
  | { ask: 'holds'; project: number }
  | { ask: 'module'; project: number; id: string; map?: string | null | undefined }
  | { ask: 'file'; project: number; file: string }
  | { ask: 'plan'; project: number; id: string }

/** What answers: the engine, or what is said of a text at which it ended. */
type Engine = 'whole' | 'stackOverflowed' | 'parserPanicked'

/** What an instance exports. */
interface Exports {
  memory: WebAssembly.Memory
  _initialize?(): void
  linestamp_alloc(length: number): number
  linestamp_free(address: number, length: number): void
  linestamp_ask(question: number, questionLength: number, text: number, textLength: number): bigint
}

type Answer = { ok: unknown } | { error: { code: string; message: string } }

/** Instances of a module, one at a time. */
export class Machine {
  /** How many instances there were: what one of them knew, the next one does not. */
  generation = 0
  #exports: Exports | undefined

  constructor(
    private readonly module: WebAssembly.Module,
    private readonly say: (text: string) => void,
    private readonly files?: Files,
  ) {}

  /**
   * Asks about a text. `question` is made for the instance that is asked, since its numbers are those
   * of that one.
   */
  ask(question: () => Question, text: string | Uint8Array = ''): unknown {
    try {
      return this.#put(question, text)
    } catch (failure) {
      const engine = endOf(failure)
      if (engine === null) throw failure
      this.#exports = undefined
      return this.#put(question, text, engine)
    }
  }

  #put(question: () => Question, text: string | Uint8Array, engine: Engine = 'whole'): unknown {
    const exports = (this.#exports ??= this.#instance())
    const asked = pass(exports, JSON.stringify({ ...question(), engine }))
    const about = pass(exports, text)
    // Beyond 2 GiB it would be negative.
    const answer = BigInt.asUintN(64, exports.linestamp_ask(asked.address, asked.length, about.address, about.length))
    const [address, length] = [Number(answer >> 32n), Number(answer & 0xffff_ffffn)]
    const told = new TextDecoder().decode(new Uint8Array(exports.memory.buffer, address, length))
    exports.linestamp_free(address, length)
    const done = JSON.parse(told) as Answer
    if ('ok' in done) return done.ok
    throw Object.assign(new Error(done.error.message), { code: done.error.code })
  }

  #instance(): Exports {
    let exports: Exports | undefined
    const memory = () => (exports as Exports).memory
    const instance = new WebAssembly.Instance(this.module, wasi(this.module, memory, this.say, this.files))
    exports = instance.exports as unknown as Exports
    exports._initialize?.()
    this.generation += 1
    return exports
  }
}

function pass(exports: Exports, text: string | Uint8Array): { address: number; length: number } {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const address = exports.linestamp_alloc(bytes.length)
  new Uint8Array(exports.memory.buffer, address, bytes.length).set(bytes)
  return { address, length: bytes.length }
}

/** What ended an instance; `null` where none ended. */
function endOf(failure: unknown): Engine | null {
  // The host's own stack is one limit, and that in the instance's memory another.
  if (failure instanceof RangeError) return 'stackOverflowed'
  if (!(failure instanceof WebAssembly.RuntimeError)) return null
  return failure.message.includes('unreachable') ? 'parserPanicked' : 'stackOverflowed'
}
