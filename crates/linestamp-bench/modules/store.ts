import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { drizzle, type DrizzleD1Database } from 'drizzle-orm/d1';
import * as schema from './schema';
import { decode__Name__, type __Name__, type Page } from './__name__-types';

const { __name__s } = schema;
const LARGEST_PAGE = 200;

export class __Name__NotFound extends Error {
  override readonly name = '__Name__NotFound';
  constructor(readonly id: string) {
    super(`there is no __name__ ${id}`);
  }
}

/** All that is written to and read from the table of each __name__. */
export class __Name__Store {
  readonly #db: DrizzleD1Database<typeof schema>;
  private readonly logs: Env['LOGS'];
  private cache: Map<string, { value: __Name__; until: number }> | null = null;

  constructor(private readonly env: Env, private readonly now: () => number = Date.now) {
    this.#db = drizzle(env.DB, { schema });
    this.logs = env.LOGS;
  }

  async get(id: string): Promise<__Name__> {
    const cached = this.cache?.get(id);
    if (cached && cached.until > this.now()) {
      this.logs.write({ level: 'debug', event_type: '__name___cache_hit', message: id });
      return cached.value;
    }
    const [row] = await this.#db.select().from(__name__s).where(eq(__name__s.id, id)).limit(1);
    if (!row) {
      this.logs.write({ level: 'warn', event_type: '__name___not_found', message: id, metadata: { cached: Boolean(cached) } });
      throw new __Name__NotFound(id);
    }
    const value = decode__Name__(row);
    (this.cache ??= new Map()).set(id, { value, until: this.now() + 30_000 });
    return value;
  }

  async page(before: number, size = LARGEST_PAGE / 4): Promise<Page<__Name__>> {
    const limit = Math.max(1, Math.min(size, LARGEST_PAGE));
    if (limit !== size) {
      this.env.LOGS.write({ level: 'info', event_type: '__name___page_size', message: `${size} is not in 1 to ${LARGEST_PAGE}` });
    }
    const rows = await this.#db
      .select()
      .from(__name__s)
      .where(and(lt(__name__s.at, before), eq(__name__s.deleted, false)))
      .orderBy(desc(__name__s.at))
      .limit(limit + 1);
    const more = rows.length > limit;
    const items = rows.slice(0, limit).flatMap((row) => {
      try {
        return [decode__Name__(row)];
      } catch (error) {
        this.logs.write({ level: 'error', event_type: '__name___undecodable', message: String(error), metadata: { row } });
        return [];
      }
    });
    return { items, next: more ? items[items.length - 1]?.at ?? null : null };
  }

  async put(value: Omit<__Name__, 'version'>, expected?: number): Promise<number> {
    const version = (expected ?? 0) + 1;
    const result = await this.#db
      .insert(__name__s)
      .values({ ...value, version, at: this.now() })
      .onConflictDoUpdate({
        target: __name__s.id,
        set: { ...value, version: sql`${__name__s.version} + 1` },
        setWhere: expected === undefined ? undefined : eq(__name__s.version, expected),
      });
    if (result.meta.changes === 0) {
      this.logs.write({ level: 'warn', event_type: '__name___conflict', message: `expected version ${expected}`, metadata: { id: value.id } });
      throw new Error(`conflict: ${value.id}`);
    }
    this.cache?.delete(value.id);
    await this.logs.write({
      level: 'info',
      event_type: '__name___put',
      message: `${value.id} is at version ${version}`,
    });
    return version;
  }

  async remove(id: string): Promise<boolean> {
    const { env } = this;
    const result = await this.#db.update(__name__s).set({ deleted: true }).where(eq(__name__s.id, id));
    const gone = result.meta.changes > 0;
    this.cache?.delete(id);
    env.LOGS.write({ level: gone ? 'info' : 'warn', event_type: '__name___removed', message: gone ? id : `${id} was not there` });
    return gone;
  }

  async vacuum(): Promise<void> {
    const started = this.now();
    this.env.LOGS.write({ level: 'debug', event_type: '__name___vacuum', message: 'begins' });
    for (let round = 0; round < 10; round++) {
      const { meta } = await this.env.DB.prepare('DELETE FROM __name__s WHERE deleted LIMIT 500').run();
      if (meta.changes < 500) break;
      this.env.LOGS.write({ level: 'debug', event_type: '__name___vacuum_round', message: `round ${round + 1}` });
    }
    this.env.LOGS.write({ level: 'info', event_type: '__name___vacuumed', message: `in ${this.now() - started} ms` });
  }
}
