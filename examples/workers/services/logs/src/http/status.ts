import { LogMeasures } from '../measure.ts';
import { VERSION } from '../version.ts';
import type { Call, Caller } from './call.ts';
import { Problem } from './problem.ts';

// `/v1/status`, `/healthz` and `/readyz`: what there is, and how the service is.

export async function status(call: Call): Promise<Response> {
  return Response.json(await statusOf(call, await call.who('read')));
}

/** What there is for that caller. */
export async function statusOf(call: Call, { own, roles, workspace }: Caller) {
  const extent = await new LogMeasures(call.env.DB).extent(own);
  return { version: VERSION, repository: call.env.REPOSITORY, ...extent, scope: { workspace }, can: roles };
}

export async function healthy(): Promise<Response> {
  return plain('ok\n');
}

/** Ready is who can read. */
export async function ready(call: Call): Promise<Response> {
  try {
    await call.env.DB.prepare('SELECT 1 FROM logs LIMIT 1').run();
    return plain('ready\n');
  } catch (cause) {
    console.error('D1 cannot be read', cause);
    throw new Problem(503, 'store_failed', 'the records cannot be read', { retry_after: 5 });
  }
}

function plain(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
}
