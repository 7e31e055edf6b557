import { Problem } from './problem.ts';

// The tokens that count: what `linestamp token create` writes into `tokens.json`, as a secret.

export const ROLES = ['ingest', 'read', 'admin'] as const;

/** To send records, to read them, to read and to delete them. */
export type Role = (typeof ROLES)[number];

export interface Token {
  name: string;
  scopes: Role[];
  /** The only workspace that it knows; all, if there is none. */
  workspace?: string;
  /** The SHA-256 of the token, in hexadecimal digits. */
  sha256: string;
}

/** The tokens of the secret; undefined where there is no secret, which is not the same as none. */
export function readTokens(secret: string | undefined): Token[] | undefined {
  if (secret === undefined) return undefined;
  try {
    const tokens: unknown = JSON.parse(secret);
    if (Array.isArray(tokens) && tokens.every(isToken)) return tokens;
  } catch {
    // It is told below, without what stands in it.
  }
  console.error('TOKENS is not the text of a tokens.json: see README.md, "Tokens"');
  throw new Problem(500, 'tokens_failed', 'the tokens cannot be read');
}

/** The token of a text, by comparing with all: it takes as long whichever it is. */
export async function tokenOf(tokens: Token[], text: string): Promise<Token | undefined> {
  const digest = bytesOf(await digestOf(text));
  let found: Token | undefined;
  for (const token of tokens) {
    if (crypto.subtle.timingSafeEqual(digest, bytesOf(token.sha256))) found = token;
  }
  return found;
}

/** The SHA-256 of a text, in hexadecimal digits. */
export async function digestOf(text: string): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}

/** Compares two secrets; how long it takes tells nothing but their lengths. */
export function isSame(one: string, two: string): boolean {
  const [left, right] = [one, two].map((text) => new TextEncoder().encode(text)) as [Uint8Array, Uint8Array];
  return left.length === right.length && crypto.subtle.timingSafeEqual(left, right);
}

/** Bytes as hexadecimal digits. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether who has these scopes may do what a role stands for. */
export function allows(scopes: readonly Role[], role: Role): boolean {
  return scopes.some((has) => has === role || (has === 'admin' && role === 'read'));
}

function isToken(value: unknown): value is Token {
  const { name, scopes, workspace, sha256 } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof name === 'string' &&
    Array.isArray(scopes) &&
    scopes.every((scope) => ROLES.includes(scope)) &&
    (workspace === undefined || typeof workspace === 'string') &&
    typeof sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(sha256)
  );
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g)!, (byte) => parseInt(byte, 16));
}
