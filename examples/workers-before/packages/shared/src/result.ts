export type ErrorCode =
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'quota_exceeded'
  | 'rate_limited'
  | 'unavailable'
  | 'internal';

export interface Failure {
  ok: false;
  code: ErrorCode;
  message: string;
}

/**
 * What an RPC method returns when it may be refused. An error class would not survive the call:
 * only its message arrives on the other side.
 */
export type Result<T> = { ok: true; value: T } | Failure;

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure(code: ErrorCode, message: string): Failure {
  return { ok: false, code, message };
}

export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
