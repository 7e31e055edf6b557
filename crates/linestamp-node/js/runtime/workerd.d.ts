// What of workerd's own module the runtime uses. The rest of its types are the user's.

declare module 'cloudflare:workers' {
  /** The bindings, as the innermost `withEnv` gave them. */
  export const env: object
  /** What the Worker exports, as the innermost `withExports` gave it. */
  export const exports: Record<PropertyKey, any>
  /** Runs `work` with other exports, for all that it awaits and starts, too. */
  export const withExports: (<T>(exports: object, work: () => T) => T) | undefined
  /** Runs `work` with other bindings in `env`, for all that it awaits and starts, too. */
  export function withEnv<T>(bindings: object, work: () => T): T
}
