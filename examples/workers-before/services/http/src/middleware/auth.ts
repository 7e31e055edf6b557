import { logger } from '@acme/logger';
import { createMiddleware } from 'hono/factory';
import { context } from 'linestamp/runtime';
import type { AppEnv } from '../app-env.ts';
import { HttpError } from '../errors.ts';

export interface ApiKey {
  workspace_id: string;
  user_id: string;
  admin?: boolean;
}

/** Finds the bearer token's key. Only hashes are configured, so nothing here is a secret. */
export const authenticate = createMiddleware<AppEnv>(async (c, next) => {
  const token = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1];
  if (!token) {
    logger.info('no bearer token', { event_type: 'auth_missing' });
    throw new HttpError('unauthorized', 'a bearer token is needed');
  }
  const hash = await sha256(token);
  const key = Object.hasOwn(c.env.API_KEYS, hash) ? c.env.API_KEYS[hash] : undefined;
  if (!key) {
    logger.warn('unknown bearer token', {
      event_type: 'auth_failed',
      // Enough to find the key by, and useless to anyone else.
      hash_prefix: hash.slice(0, 8),
      ip: c.req.header('cf-connecting-ip'),
    });
    throw new HttpError('unauthorized', 'the token is not valid');
  }
  c.set('key', key);
  Object.assign(context(), { workspace_id: key.workspace_id, user_id: key.user_id });
  await next();
});

export const requireAdmin = createMiddleware<AppEnv>(async (c, next) => {
  if (!c.get('key').admin) {
    logger.warn(`${c.req.method} ${c.req.path} needs an administrator's key`, { event_type: 'admin_required' });
    throw new HttpError('forbidden', "this needs an administrator's key");
  }
  await next();
});

async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
