import type { Context } from 'hono';
import type { ApiKey } from './middleware/auth.ts';

/** What the middleware leaves for the routes. */
export interface AppEnv {
  Bindings: Env;
  Variables: { key: ApiKey };
}

export type AppContext = Context<AppEnv>;
