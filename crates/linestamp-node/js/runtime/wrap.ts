// `withLogs`: gives each event of a Worker a scope of its own, and has its records sent at its end.

import { wrapped } from './binding.js'
import { define } from './define.js'
import { contextOf, type Context } from './fields.js'
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
      const scope = open(settings, env, ctx, contextOf(settings, env, undefined, { name, args: [came] }))
      return run(scope, () => handler[name](came, scope.env, ctx, ...rest))
    }
    // `wrangler dev` spreads the handler into one of its own.
    define(logged, name, event, true)
  }
  return logged
}

type AnyClass = new (...args: any[]) => object

function ofClass(Target: AnyClass, settings: Settings): AnyClass {
  /** Gives an event of an instance its scope. */
  const scopes = new WeakMap<object, (event: Event) => Scope>()
  class Logged extends Target {
    // @ts-expect-error In place of a call of `super` it gives back what that would make, made within the scope.
    constructor(...[ctx, env, ...rest]: any[]) {
      const instance = ctx.id?.toString()
      // For the constructor, and for what runs outside of its events.
      const home = open(settings, env, ctx, contextOf(settings, env, instance))
      const made: object = within(home, () => Reflect.construct(Target, [ctx, home.env, ...rest], new.target))
      home.owner = made
      scopes.set(made, (event) => ({ ...open(settings, env, ctx, contextOf(settings, env, instance, event)), env: home.env, owner: made }))
      return made
    }
  }
  define(Logged, 'name', Target.name)
  for (const [name, { value: method }] of Object.entries(members(Target.prototype))) {
    if (typeof method !== 'function' || name === 'constructor') continue
    define(Logged.prototype, name, function (this: object, ...args: unknown[]) {
      const scope = scopes.get(this)
      const call = () => method.apply(this, args)
      // A method that another one of the same instance calls is no event.
      return !scope || current()?.owner === this ? call() : run(scope({ name, args }), call)
    })
  }
  return Logged
}

/** The properties of a class's instances, with those of the classes that it extends. */
function members(prototype: object | null): PropertyDescriptorMap {
  if (!prototype || prototype === Object.prototype) return {}
  return { ...members(Object.getPrototypeOf(prototype)), ...Object.getOwnPropertyDescriptors(prototype) }
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
  const { flush } = scope.outbox
  let result
  try {
    return (result = within(scope, event))
  } finally {
    Promise.resolve(result).then(flush, flush)
  }
}
