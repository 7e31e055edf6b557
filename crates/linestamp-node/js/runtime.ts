// `linestamp/runtime`: what a Worker runs, so that log calls let no request wait and are lost nowhere in silence.
// Runs in workerd alone, and depends on nothing but its `cloudflare:workers`.

export { context, traceparent, withContext } from './runtime/scope.js'
export { withEnv, withLogs } from './runtime/wrap.js'
export type { Answer, Carried, Event, Fields, Given, Options, Refusal } from './runtime/options.js'
