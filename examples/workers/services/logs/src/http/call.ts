import { placesOf, type Places } from '../keep.ts';
import type { Term } from '../terms.ts';
import { admit } from './guard.ts';
import { Problem } from './problem.ts';
import { allows, readTokens, ROLES, tokenOf, type Role } from './tokens.ts';

/** Who calls, and what is allowed. */
export interface Caller {
  roles: readonly Role[];
  /** The only workspace that the caller knows, if it is bound to one. */
  workspace?: string;
  /** The records that the caller may see: a part of each question. */
  own: Term[];
}

/** A request, and what a handler needs to answer it. */
export class Call {
  readonly request: Request;
  readonly env: Env;
  readonly url: URL;
  readonly places: Places;
  /** What stands in the address where the route has a name. */
  readonly named: string;

  constructor(request: Request, env: Env, url: URL, named: string) {
    this.request = request;
    this.env = env;
    this.url = url;
    this.places = placesOf(env);
    this.named = named;
  }

  get store() {
    return this.places.store;
  }

  /**
   * Finds out who calls.
   *
   * @throws {Problem} where that is nobody who may do this
   */
  async who(role: Role): Promise<Caller> {
    const tokens = readTokens(this.env.TOKENS);
    if (!tokens) return { roles: ROLES, own: [] };
    const token = await tokenOf(tokens, bearer(this.request.headers));
    if (!token) {
      const detail = 'there is no such token: it was revoked, rotated, or mistyped';
      throw new Problem(401, 'unauthorized', detail);
    }
    if (!allows(token.scopes, role)) {
      const detail = `this token may not do that: it needs the scope \`${role}\``;
      throw new Problem(403, 'forbidden', detail);
    }
    const { workspace } = token;
    const roles = ROLES.filter((role) => allows(token.scopes, role));
    if (workspace === undefined) return { roles, own: [] };
    return { roles, workspace, own: [{ kind: 'is', column: 'workspace_id', text: workspace }] };
  }
}

/** Refuses whoever is not on this machine, where no token could tell who it is. */
export function admitted(request: Request, env: Env, url: URL): void {
  if (readTokens(env.TOKENS) === undefined) admit(request, url);
}

function bearer(headers: Headers): string {
  const [, token] = /^bearer (.*)$/i.exec(headers.get('authorization') ?? '') ?? [];
  if (token !== undefined) return token.trim();
  const detail = 'send a token as `Authorization: Bearer …`; `linestamp token create` makes one';
  throw new Problem(401, 'unauthorized', detail);
}
