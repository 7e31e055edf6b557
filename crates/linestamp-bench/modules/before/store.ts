import { and, desc, eq, lt } from 'drizzle-orm';
import { drizzle, type DrizzleD1Database } from 'drizzle-orm/d1';
import { logger } from '../lib/logger';
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
  readonly #log = logger.child({ table: '__name__s' });
  private cache: Map<string, { value: __Name__; until: number }> | null = null;

  constructor(database: D1Database, private readonly now: () => number = Date.now) {
    this.#db = drizzle(database, { schema });
    this.#log.debug('__name__ store opened');
  }

  async get(id: string): Promise<__Name__> {
    const cached = this.cache?.get(id);
    if (cached && cached.until > this.now()) {
      logger.debug('__name__ cache hit', { id });
      return cached.value;
    }
    const [row] = await this.#db.select().from(__name__s).where(eq(__name__s.id, id)).limit(1);
    if (!row) {
      logger.warn('__name__ not found', { id, cached: Boolean(cached) });
      throw new __Name__NotFound(id);
    }
    const value = decode__Name__(row);
    (this.cache ??= new Map()).set(id, { value, until: this.now() + 30_000 });
    return value;
  }

  async page(before: number, size = LARGEST_PAGE / 4): Promise<Page<__Name__>> {
    const limit = Math.max(1, Math.min(size, LARGEST_PAGE));
    if (limit !== size) logger.info(`${size} is not in 1 to ${LARGEST_PAGE}`);
    const rows = await this.#db
      .select()
      .from(__name__s)
      .where(and(lt(__name__s.at, before), eq(__name__s.deleted, false)))
      .orderBy(desc(__name__s.at))
      .limit(limit + 1);
    const items = rows.slice(0, limit).flatMap((row) => {
      try {
        return [decode__Name__(row)];
      } catch (error) {
        logger.error('__name__ undecodable', { row: row.id, text: String(error) });
        return [];
      }
    });
    this.#log.debug(`${items.length} read`, { before });
    return { items, more: rows.length > limit };
  }

  async put(value: __Name__): Promise<void> {
    const started = this.now();
    await this.#db.insert(__name__s).values(value).onConflictDoUpdate({ target: __name__s.id, set: value });
    this.cache?.delete(value.id);
    logger.info('__name__ written', { id: value.id, took: this.now() - started });
  }

  async remove(id: string): Promise<boolean> {
    const { meta } = await this.#db.update(__name__s).set({ deleted: true }).where(eq(__name__s.id, id)).run();
    if (meta.changes === 0) {
      logger.info('__name__ was removed already', { id });
      return false;
    }
    logger.info(`__name__ ${id} removed`);
    return true;
  }

  async clear(): Promise<void> {
    await this.#db.delete(__name__s);
    logger.warn('every __name__ is removed', { table: '__name__s' });
  }
}
