import { Problem } from './problem.ts';

// What every request passes where there are no tokens, and the headers of every answer.

const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
};

/** The answer with those headers, unless it has its own. */
export function guarded(answer: Response): Response {
  for (const [name, value] of Object.entries(HEADERS)) {
    if (!answer.headers.has(name)) answer.headers.set(name, value);
  }
  return answer;
}

/**
 * Lets a request pass that comes from this machine, to this machine by its own name, and from no page
 * of another site. Nothing that reaches a deployed Worker is of that kind.
 */
export function admit(request: Request, url: URL): void {
  if (!isForeign(request.headers, url)) return;
  const detail =
    'without tokens the service answers to this machine alone, by its own address: ' +
    'make a token with `linestamp token create`, and tokens.json the secret TOKENS';
  throw new Problem(403, 'foreign', detail);
}

function isForeign(headers: Headers, url: URL): boolean {
  if (headers.has('forwarded') || headers.has('x-forwarded-for')) return true;
  // Cloudflare sets it, whatever a client sends; `wrangler dev` sets it unless a client does.
  const from = headers.get('cf-connecting-ip');
  if (!isHere(url.hostname) || (from !== null && !isHere(from))) return true;
  const origin = headers.get('origin');
  return origin !== null && !(URL.canParse(origin) && new URL(origin).host === url.host);
}

/** Whether a host or an address is this machine's own. */
function isHere(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/i, '');
  return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare);
}
