import { placesOf, type Places } from '../keep.ts';
import type { Term } from '../terms.ts';
import { admit } from './guard.ts';
import { Problem } from './problem.ts';
import { Sessions, type Session } from './sessions.ts';
import { allows, isSame, readTokens, ROLES, tokenOf, type Role, type Token } from './tokens.ts';

/** Who calls, and what is allowed. */
export interface Caller {
  roles: readonly Role[];
  /** The only workspace that the caller knows, if it is bound to one. */
  workspace?: string;
  /** The records that the caller may see: a part of each question. */
  own: Term[];
  /** The session, if that is how the token came. */
  session?: Session;
}

/** How somebody calls; without a token where there are none, and everything is allowed. */
export type Credentials = Pick<Caller, 'session'> & { token?: Token };

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

  get sessions() {
    return new Sessions(this.env.DB);
  }

  /**
   * Finds out who calls.
   *
   * @throws {Problem} where that is nobody who may do this
   */
  async who(role: Role): Promise<Caller> {
    return this.may(await this.credentials(), role);
  }

  /**
   * Finds out by what somebody calls: a token, or the session that was opened with one.
   *
   * @throws {Problem} where that is neither
   */
  async credentials(): Promise<Credentials> {
    const tokens = readTokens(this.env.TOKENS);
    if (!tokens) return {};
    const { headers, method } = this.request;
    if (headers.has('authorization')) return { token: await this.tokenOf(bearer(headers)) };
    const session = await this.sessions.of(headers);
    if (!session) throw missing();
    const reads = method === 'GET' || method === 'HEAD';
    if (!reads && !isSame(headers.get('x-linestamp-csrf') ?? '', session.csrf)) {
      const detail = "this changes something: send the session's `csrf` as X-Linestamp-CSRF";
      throw new Problem(403, 'csrf', detail);
    }
    const token = tokens.find(({ sha256 }) => sha256 === session.token);
    if (!token) throw unknown();
    return { token, session };
  }

  /**
   * The token of a text.
   *
   * @throws {Problem} where there is none
   */
  async tokenOf(text: string): Promise<Token> {
    const token = await tokenOf(readTokens(this.env.TOKENS) ?? [], text);
    if (!token) throw unknown();
    return token;
  }

  /**
   * The caller, if it may do that.
   *
   * @throws {Problem} where it may not
   */
  may({ token, session }: Credentials, role: Role): Caller {
    if (!token) return { roles: ROLES, own: [] };
    if (!allows(token.scopes, role)) {
      const detail = `this token may not do that: it needs the scope \`${role}\``;
      throw new Problem(403, 'forbidden', detail);
    }
    const { workspace } = token;
    const roles = ROLES.filter((role) => allows(token.scopes, role));
    if (workspace === undefined) return { roles, own: [], session };
    return { roles, workspace, own: [{ kind: 'is', column: 'workspace_id', text: workspace }], session };
  }
}

/** Refuses whoever is not on this machine, where no token could tell who it is. */
export function admitted(request: Request, env: Env, url: URL): void {
  if (readTokens(env.TOKENS) === undefined) admit(request, url);
}

function bearer(headers: Headers): string {
  const [, token] = /^bearer (.*)$/i.exec(headers.get('authorization') ?? '') ?? [];
  if (token === undefined) throw missing();
  return token.trim();
}

function missing(): Problem {
  const detail = 'send a token as `Authorization: Bearer …`; `linestamp token create` makes one';
  return new Problem(401, 'unauthorized', detail);
}

function unknown(): Problem {
  const detail = 'there is no such token: it was revoked, rotated, or mistyped';
  return new Problem(401, 'unauthorized', detail);
}
