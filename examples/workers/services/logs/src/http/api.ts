import { admitted, Call } from './call.ts';
import { complete } from './complete.ts';
import { exported } from './export.ts';
import { guarded } from './guard.ts';
import { ingest } from './ingest.ts';
import { facets, histogram, locations } from './measures.ts';
import { asset, index } from './page.ts';
import { notFound, Problem } from './problem.ts';
import { context, list, one, remove } from './records.ts';
import { end, open, tell } from './session.ts';
import { healthy, ready, status } from './status.ts';
import { tail } from './tail.ts';
import { trace } from './trace.ts';

// The HTTP API of `linestamp serve`, in the parts that D1 can answer. README.md says which.

type Handler = (call: Call) => Promise<Response>;

/** Which address leads where; `:` stands for one name. */
const ROUTES: Record<string, Partial<Record<string, Handler>>> = {
  '/': { GET: index },
  '/assets/:': { GET: asset },
  '/healthz': { GET: healthy },
  '/readyz': { GET: ready },
  '/v1/status': { GET: status },
  '/v1/records': { GET: list, POST: ingest, DELETE: remove },
  '/v1/records/:': { GET: one },
  '/v1/records/:/context': { GET: context },
  '/v1/export': { GET: exported },
  '/v1/complete': { GET: complete },
  '/v1/histogram': { GET: histogram },
  '/v1/facets': { GET: facets },
  '/v1/locations': { GET: locations },
  '/v1/traces/:': { GET: trace },
  '/v1/tail': { GET: tail },
  '/v1/session': { GET: tell, POST: open, DELETE: end },
};

/** Answers a request, whatever it is. */
export async function answer(request: Request, env: Env): Promise<Response> {
  try {
    return guarded(await route(request, env));
  } catch (cause) {
    return guarded(problemOf(cause, request).response());
  }
}

async function route(request: Request, env: Env): Promise<Response> {
  const url = new URL(request.url);
  admitted(request, env, url);
  const parts = url.pathname.split('/');
  for (const [pattern, methods] of Object.entries(ROUTES)) {
    const named = match(pattern.split('/'), parts);
    if (named === undefined) continue;
    const isHead = request.method === 'HEAD';
    const handler = methods[isHead ? 'GET' : request.method];
    if (!handler) return notAllowed(`${url.pathname} cannot be asked by ${request.method}`, Object.keys(methods));
    const full = await handler(new Call(request, env, url, named));
    return isHead ? new Response(null, full) : full;
  }
  throw notFound(`there is nothing at ${url.pathname}`);
}

/** What stands where the pattern has a name, or nothing; undefined where the parts are others. */
function match(pattern: string[], parts: string[]): string | undefined {
  const fits = (part: string | undefined, at: number) => (pattern[at] === ':' ? part : part === pattern[at]);
  if (parts.length !== pattern.length || !parts.every(fits)) return undefined;
  const at = pattern.indexOf(':');
  return at < 0 ? '' : decoded(parts[at]!);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Problem(400, 'bad_request', 'Invalid URL: the path is not UTF-8');
  }
}

function notAllowed(what: string, methods: string[]): Response {
  const response = new Problem(405, 'not_allowed', `${what}: \`Allow\` says how`).response();
  const allowed = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  response.headers.set('allow', allowed.join(','));
  return response;
}

function problemOf(cause: unknown, request: Request): Problem {
  if (cause instanceof Problem) return cause;
  console.error(`${request.method} ${new URL(request.url).pathname} failed`, cause);
  return new Problem(500, 'store_failed', 'the records cannot be read: try again');
}
