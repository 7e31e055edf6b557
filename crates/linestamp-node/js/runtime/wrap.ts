// `withLogs`: gives each event of a Worker a scope of its own, and has its records sent at its end.

import { wrapped } from './binding.js'
import { eventOf, homeOf, type Context } from './fields.js'
import { settingsOf, type Event, type Options, type Settings } from './options.js'
import { outboxOf, type Lifetime, type Service } from './outbox.js'
import { current, share, within, type Scope } from './scope.js'

/** The handlers of an exported object that are events. */
const EVENTS = ['fetch', 'scheduled', 'queue', 'email', 'tail', 'trace', 'test']

/** The bindings of a handler or class. */
type EnvOf<T> = T extends abstract new (ctx: any, env: infer Env, ...rest: any) => unknown
  ? Env
  : T extends { fetch?: ((request: any, env: infer Env, ...rest: any) => unknown) | undefined } ? Env : any

/**
 * Wraps what a Worker exports: an object with `fetch`, `scheduled`, `queue` or `email`, or a class that
 * extends `WorkerEntrypoint` or `DurableObject`. Within its events `env.LOGS`, `this.env.LOGS`, and
 * `env.LOGS` of `cloudflare:workers` collect records, which are filled and sent as one `writeBatch`.
 *
 * Throws a `TypeError` for an option that makes no sense. What is wrong later fails no event.
 */
export function withLogs<T extends object>(target: T, options: Options<EnvOf<T>> = {}): T {
  const settings = settingsOf(options)
  return (typeof target === 'function' ? ofClass(target as any, settings) : ofHandler(target as any, settings)) as T
}

function ofHandler(handler: Record<string, any>, settings: Settings): object {
  const logged = Object.create(handler)
  for (const name of EVENTS) {
    if (typeof handler[name] !== 'function') continue
    const event = (came: unknown, env: object, ctx: Lifetime, ...rest: unknown[]) => {
      const scope = open(settings, env, ctx, eventOf(settings, env, { name, args: [came] }))
      return run(scope, () => handler[name](came, scope.env, ctx, ...rest))
    }
    // `wrangler dev` spreads the handler into one of its own.
    put(logged, name, event, true)
  }
  return logged
}

/** Defines a property, whatever a prototype says of the name. */
function put(target: object, name: string, value: unknown, enumerable = false): void {
  Object.defineProperty(target, name, { value, configurable: true, enumerable, writable: true })
}

type AnyClass = new (...args: any[]) => object

interface Home extends Scope {
  /** A scope for one of its events. */
  event(event: Event): Scope
}

function ofClass(Target: AnyClass, settings: Settings): AnyClass {
  const homes = new WeakMap<object, Home>()
  // It extends the other one by hand: its constructor has to run within the scope.
  class Logged {
    constructor(...args: any[]) {
      const [ctx, env, ...rest] = args
      const home = homeFor(settings, env, ctx)
      const made: object = within(home, () => Reflect.construct(Target, [ctx, home.env, ...rest], new.target))
      homes.set(made, home)
      return made
    }
  }
  Object.setPrototypeOf(Logged, Target)
  Object.setPrototypeOf(Logged.prototype, Target.prototype)
  put(Logged, 'name', Target.name)
  for (const [name, method] of methods(Target.prototype)) {
    put(Logged.prototype, name, function (this: object, ...args: unknown[]) {
      const home = homes.get(this)
      const call = () => method.apply(this, args)
      // A method that another one of the same instance calls is no event.
      return !home || current()?.owner === home ? call() : run(home.event({ name, args }), call)
    })
  }
  return Logged as AnyClass
}

/** The scope of an instance: for its constructor, and for what runs outside of its events. */
function homeFor(settings: Settings, env: object, ctx: Lifetime & { id?: object }): Home {
  const instance = ctx.id?.toString()
  const scope = open(settings, env, ctx, homeOf(settings, env, instance))
  const home: Home = Object.assign(scope, {
    event: (event: Event) => ({ ...open(settings, env, ctx, eventOf(settings, env, event, instance)), env: scope.env, owner: home }),
  })
  home.owner = home
  return home
}

/** The methods of a class and of those that it extends. */
function methods(prototype: object | null): Map<string, Function> {
  if (!prototype || prototype === Object.prototype) return new Map()
  const found = methods(Object.getPrototypeOf(prototype))
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const { value } = Object.getOwnPropertyDescriptor(prototype, name)!
    if (typeof value === 'function' && name !== 'constructor') found.set(name, value)
    else found.delete(name)
  }
  return found
}

function open(settings: Settings, env: any, ctx: Lifetime, context: Context): Scope {
  const { binding: name } = settings
  const binding = env[name]
  const scope: Scope = { ...context, outbox: outboxOf(settings, binding as Service | undefined, ctx, context.fields), env }
  const scopeNow = () => {
    const now = current()
    // Two wrappers around one handler have a binding each.
    return now?.outbox.binding === name ? now : scope
  }
  const outer = wrapped(settings, binding, scopeNow)
  scope.env = { ...env, [name]: outer }
  share(name, outer)
  return scope
}

/** Runs an event; at its end, however it ends, its records go. */
function run<T>(scope: Scope, event: () => T): T {
  const end = () => scope.outbox.flush()
  let result
  try {
    result = within(scope, event)
  } catch (error) {
    end()
    throw error
  }
  Promise.resolve(result).then(end, end)
  return result
}
