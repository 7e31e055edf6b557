import type { Call, Caller } from './call.ts';
import { badBody } from './problem.ts';
import { cookieHeader } from './sessions.ts';
import { statusOf } from './status.ts';

// `/v1/session`: opening, asking for and ending a session of the page.

/** A token is a short text; a body is no longer than this. */
const MOST_BYTES = 4096;

export async function tell(call: Call): Promise<Response> {
  return told(call, await call.who('read'));
}

export async function open(call: Call): Promise<Response> {
  const token = await call.tokenOf(await tokenIn(call.request));
  const caller = call.may({ token }, 'read');
  const { cookie, session } = await call.sessions.open(token.sha256);
  return withCookie(await told(call, { ...caller, session }), cookie, call);
}

export async function end(call: Call): Promise<Response> {
  await call.credentials();
  await call.sessions.end(call.request.headers);
  return withCookie(new Response(null, { status: 204 }), undefined, call);
}

/** What there is, and the session's word; empty where nobody has to sign in. */
async function told(call: Call, caller: Caller): Promise<Response> {
  return Response.json({ csrf: caller.session?.csrf ?? '', ...(await statusOf(call, caller)) });
}

async function tokenIn(request: Request): Promise<string> {
  const body = await request.text();
  try {
    const { token, ...more } = body.length <= MOST_BYTES ? JSON.parse(body) : {};
    if (typeof token === 'string' && Object.keys(more).length === 0) return token;
  } catch {
    // It is told below.
  }
  throw badBody('send the token as `{"token":"…"}`');
}

function withCookie(response: Response, value: string | undefined, { url }: Call): Response {
  response.headers.set('set-cookie', cookieHeader(value, url));
  return response;
}
