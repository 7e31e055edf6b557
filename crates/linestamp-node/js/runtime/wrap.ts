// `withLogs`: gives each event of a Worker a scope of its own, and has its records sent at its end.
// `withEnv`: the same binding for code that gets its bindings elsewhere.

import { wrapped } from './binding.js'
import { contextOf } from './fields.js'
import { settingsOf, type Event, type Options, type Settings } from './options.js'
import { outboxOf, type Lifetime } from './outbox.js'
import { current, running, within, type Scope } from './scope.js'

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
  if (typeof target === 'function') return ofClass(target as any, settings) as any
  const enter = (event: Event) => {
    const [, env, ctx] = event.args
    // What else an app has, such as the methods of a router, is not called like an event.
    if (!ctx?.waitUntil) return
    const scope = open(settings, env, ctx, event)
    event.args[1] = scope.env
    return scope
  }
  // A copy, since nobody stands in for the properties of an object that is frozen.
  return withEvents({ __proto__: target, ...target }, enter, target)
}

/**
 * The bindings that `cloudflare:workers` exports, or that come from elsewhere, with the log service's wrapped: for
 * modules that log wherever they are called, and for handlers that a framework makes. Within an event of `withLogs`
 * records are the event's. Outside of one each goes by itself, filled from the bindings and from `fields`, if
 * these are no function, and the event that is running, whoever started it, lasts until it is sent.
 *
 * Throws a `TypeError` for an option that makes no sense.
 */
export function withEnv<Env extends object>(env: Env, options: Options<Env> = {}): Env {
  // Nothing comes together outside of an event.
  const settings = settingsOf({ ...options, maxAge: 1 })
  return wrapped(settings, env, () => open(settings, env)) as Env
}

type AnyClass = new (...args: any[]) => object

function ofClass(Target: AnyClass, settings: Settings): AnyClass {
  /** Gives an event of an instance its scope. */
  const scopes = new WeakMap<object, (event: Event) => Scope>()
  class Logged extends Target {
    static override name = Target.name
    // @ts-expect-error In place of a call of `super` it gives back what that would make, made within the scope.
    constructor(...[ctx, env, ...rest]: any[]) {
      // For the constructor, and for what runs outside of its events.
      const home = open(settings, env, ctx)
      const made: object = within(home, () => Reflect.construct(Target, [ctx, home.env, ...rest], new.target))
      home.owner = made
      scopes.set(made, (event) => open(settings, env, ctx, event, made))
      return made
    }
  }
  const enter = (event: Event, self: object) => scopes.get(self)?.(event)
  // Between the two, so that an instance is one of `Target` all the same.
  Object.setPrototypeOf(Logged.prototype, withEvents(Object.create(Target.prototype), enter))
  return Logged
}

/** Has those methods run as events for which `enter` gives a scope; they are called on `handler`, if that is given. */
function withEvents<T extends object>(target: T, enter: (event: Event, self: object) => Scope | undefined, handler?: T): T {
  return new Proxy(target, {
    get(target, name, self) {
      const method = Reflect.get(target, name, self)
      // A method that another one of the same instance calls is no event.
      if (typeof method !== 'function' || current()?.owner === self) return method
      return function (this: object, ...args: unknown[]) {
        const scope = enter({ name: name as string, args }, this)
        const call = () => method.apply(handler ?? this, args)
        if (!scope) return call()
        let result
        try {
          return (result = within(scope, call))
        } finally {
          // However it ends, its records go.
          Promise.resolve(result).then(scope.flush, scope.flush)
        }
      }
    },
  })
}

/** What the runtime gives with an event, or for an instance. */
interface Context extends Lifetime {
  id?: unknown
}

function open(settings: Settings, env: any, ctx: Context = running, event?: Event, owner?: object): Scope {
  const context = contextOf(settings, env, ctx.id?.toString(), event)
  const scope: Scope = { ...context, ...outboxOf(settings, env, ctx, context.fields), binding: settings.binding, env, owner }
  scope.env = wrapped(settings, env, () => scope)
  return scope
}
