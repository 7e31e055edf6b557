// What of workerd's own module the runtime uses. The rest of its types are the user's.

declare module 'cloudflare:workers' {
  /** The bindings, as the innermost `withEnvAndExports` gave them. */
  export const env: Record<string, unknown>
  /** What the Worker exports, as the innermost `withEnvAndExports` gave it. */
  export const exports: Record<PropertyKey, any>
  /** Runs `work` with other bindings and exports, for all that it awaits and starts, too. */
  export function withEnvAndExports<T>(env: object, exports: object, work: () => T): T
  /** Has the event that is running last until `work` is done. */
  export function waitUntil(work: Promise<unknown>): void
}

/** Workerd's own timers. */
declare const scheduler: {
  /** Ends after so many milliseconds. */
  wait(ms: number): Promise<void>
}
