// Errors as HTTP tells them: RFC 9457's problem details, as `linestamp serve` has them.

interface More {
  /** Which characters of the filter are to blame: the first, and the one behind the last, from 0. */
  at?: [from: number, until: number];
  /** After how many seconds to try again; sent as `Retry-After` as well. */
  retry_after?: number;
}

/** An answer that says what is wrong and what to do. */
export class Problem extends Error {
  override name = 'Problem';
  private readonly status: number;
  private readonly code: string;
  private readonly more: More;

  constructor(status: number, code: string, detail: string, more: More = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.more = more;
  }

  response(): Response {
    const { status, code, message: detail, more } = this;
    const headers = new Headers({ 'content-type': 'application/problem+json' });
    if (more.retry_after) headers.set('retry-after', String(more.retry_after));
    return new Response(JSON.stringify({ code, status, detail, ...more }), { status, headers });
  }
}

/** An address that says something that cannot be done. */
export function badRequest(detail: string): Problem {
  return new Problem(400, 'bad_request', detail);
}

export function badBody(detail: string): Problem {
  return new Problem(400, 'bad_body', detail);
}

export function unsupported(detail: string): Problem {
  return new Problem(415, 'unsupported', detail);
}

export function tooLarge(detail: string): Problem {
  return new Problem(413, 'too_large', detail);
}

export function notFound(detail: string): Problem {
  return new Problem(404, 'not_found', detail);
}

/** What D1 threw, after further attempts: the sender keeps its records and tries again. */
export function storeFailed(cause: unknown): Problem {
  const detail = cause instanceof Error ? cause.message : String(cause);
  const isFull = /maximum DB size|disk is full/i.test(detail);
  return isFull
    ? new Problem(507, 'full', detail, { retry_after: 30 })
    : new Problem(503, 'store_failed', detail, { retry_after: 1 });
}
