import type { Env } from '../env'

export interface Greeting {
  text: string
}

/** Reached through an alias of the tsconfig. */
export async function greet(env: Env): Promise<Greeting> {
  await env.LOGS.write({ level: 'info', message: 'a greeting behind an alias' })
  return { text: 'hello' }
}
