import { digestOf, hexOf } from './tokens.ts';

// Sessions of the page: opened with a token, carried by a cookie that no script can read. D1 keeps them, by the digest
// of the cookie, since a request may come to any isolate.

/** One session. */
export interface Session {
  /** The digest of the token that it was opened with; the session ends with it. */
  token: string;
  /** The word that has to come with what changes something. */
  csrf: string;
}

/** How long a session lasts. */
const LIFE_SECONDS = 12 * 3600;

const COOKIE = 'linestamp_session';

export class Sessions {
  private readonly database: D1Database;

  constructor(database: D1Database) {
    this.database = database;
  }

  /** Opens a session, and forgets those whose time is over; the cookie's value, and the session. */
  async open(token: string): Promise<{ cookie: string; session: Session }> {
    const [cookie, csrf] = [random(), random()];
    const now = Date.now();
    const insert = 'INSERT INTO sessions (cookie, token, csrf, opened) VALUES (?, ?, ?, ?)';
    await this.database.batch([
      this.database.prepare('DELETE FROM sessions WHERE opened <= ?').bind(now - LIFE_SECONDS * 1000),
      this.database.prepare(insert).bind(await digestOf(cookie), token, csrf, now),
    ]);
    return { cookie, session: { token, csrf } };
  }

  /** The session of a request, if there is one. */
  async of(headers: Headers): Promise<Session | undefined> {
    const cookie = cookieOf(headers);
    if (cookie === undefined) return undefined;
    const find = 'SELECT token, csrf FROM sessions WHERE cookie = ? AND opened > ?';
    const found = this.database.prepare(find).bind(await digestOf(cookie), Date.now() - LIFE_SECONDS * 1000);
    return (await found.first<Session>()) ?? undefined;
  }

  /** Ends the session of a request. */
  async end(headers: Headers): Promise<void> {
    const cookie = cookieOf(headers);
    if (cookie === undefined) return;
    await this.database.prepare('DELETE FROM sessions WHERE cookie = ?').bind(await digestOf(cookie)).run();
  }
}

/** The header that has a browser keep the cookie, or forget it. */
export function cookieHeader(value: string | undefined, url: URL): string {
  const secure = url.protocol === 'https:' ? '; Secure' : '';
  const age = value === undefined ? 0 : LIFE_SECONDS;
  return `${COOKIE}=${value ?? ''}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${age}${secure}`;
}

function cookieOf(headers: Headers): string | undefined {
  const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
}

function random(): string {
  return hexOf(crypto.getRandomValues(new Uint8Array(32)));
}
