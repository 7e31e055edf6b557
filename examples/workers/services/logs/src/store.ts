import type {
  CompleteRecord,
  Level,
  LogFilter,
  LogPage,
  LogStats,
  LogArrivals,
  StoredRecord,
  TailQuery,
} from '@acme/shared';
import { and, asc, desc, eq, inArray, max, min, sql, type SQL } from 'drizzle-orm';
import { drizzle, type DrizzleD1Database } from 'drizzle-orm/d1';
import { parseFilter } from './filter.ts';
import { foreign, insert } from './insert.ts';
import { logs } from './schema.ts';
import { placeOf, recordOf, stored, type Place } from './stored.ts';
import { conditionOf, seq, type Term } from './terms.ts';

const USUAL_PAGE = 100;
const MAX_PAGE = 500;

/** So many records go in one statement: D1 gives it 30 seconds, and writers wait meanwhile. */
const MOST_DELETED = 1_000;

/** The columns that a filter compares without its text being in the filter language. */
const COMPARED = [
  'workspace_id',
  'trace_id',
  'request_id',
  'service',
  'environment',
  'event_type',
  'level',
] as const;

/** Which records, all of whose terms have to hold, and in which order. */
export interface PageQuery {
  terms: Term[];
  order: 'newest' | 'oldest';
  /** Only those behind this place, in that order. */
  after?: Place;
  limit: number;
}

/** A cursor that this store did not give. */
export class CursorError extends Error {
  override name = 'CursorError';
}

export class LogStore {
  private readonly database: D1Database;
  private readonly db: DrizzleD1Database;

  constructor(database: D1Database) {
    this.database = database;
    this.db = drizzle(database);
  }

  /** Keeps the first of two records with one id, so that a caller may send a batch again. */
  insert(records: CompleteRecord[]): Promise<{ accepted: number; duplicates: number }> {
    return insert(this.database, records, Date.now());
  }

  /** The places of the records whose id a record of another workspace has. */
  foreign(records: CompleteRecord[]): Promise<Set<number>> {
    return foreign(this.database, records);
  }

  async query(filter: LogFilter): Promise<LogPage> {
    const after = filter.cursor ? cursorOf(filter.cursor) : undefined;
    const limit = limitOf(filter.limit);
    const { records, next } = await this.page({ terms: termsOf(filter), order: 'newest', after, limit });
    return { records, cursor: next && `${next.timestamp}.${next.seq}` };
  }

  /**
   * By time, and by arrival where times are the same. Records that come in between two pages change
   * neither: a page starts behind the last record of the one before, wherever that is by then.
   */
  async page({ terms, order, after, limit }: PageQuery): Promise<{ records: StoredRecord[]; next: Place | null }> {
    const [towards, isBehind] = order === 'newest' ? [desc, sql.raw('<')] : [asc, sql.raw('>')];
    const conditions: (SQL | undefined)[] = terms.map(conditionOf);
    if (after) conditions.push(sql`(${logs.timestamp}, ${seq}) ${isBehind} (${after.timestamp}, ${after.seq})`);
    const rows = await this.#select()
      .where(and(...conditions))
      .orderBy(towards(logs.timestamp), towards(seq))
      .limit(limit + 1);
    const records = rows.slice(0, limit).map(recordOf);
    const last = records.at(-1);
    return { records, next: rows.length > limit && last ? placeOf(last) : null };
  }

  async get(id: string): Promise<StoredRecord | null> {
    const [row] = await this.#select().where(eq(logs.id, id)).limit(1);
    return row ? recordOf(row) : null;
  }

  /** The record with a number, if all terms hold of it. */
  async at(number: number, terms: Term[]): Promise<StoredRecord | null> {
    const [row] = await this.#select()
      .where(and(sql`${seq} = ${number}`, ...terms.map(conditionOf)))
      .limit(1);
    return row ? recordOf(row) : null;
  }

  /** The number of the last record of which all terms hold; 0 where there is none. */
  async last(terms: Term[]): Promise<number> {
    const [found] = await this.db
      .select({ seq: sql<number | null>`max(${seq})` })
      .from(logs)
      .where(and(...terms.map(conditionOf)));
    return found?.seq ?? 0;
  }

  async tail(query: TailQuery): Promise<LogArrivals> {
    return this.arrived(termsOf(query), query.after ?? Number.MAX_SAFE_INTEGER, limitOf(query.limit));
  }

  /** What arrived behind a number, first come first, and up to which number that is all. */
  async arrived(terms: Term[], after: number, limit: number): Promise<LogArrivals> {
    // One transaction: what arrives behind the head is left for the next answer.
    const [[head], rows] = await this.db.batch([
      this.#head(),
      this.#select()
        .where(and(sql`${seq} > ${after}`, ...terms.map(conditionOf)))
        .orderBy(asc(seq))
        .limit(limit),
    ]);
    const records = rows.map(recordOf);
    const last = head?.last ?? 0;
    return { records, cursor: records.length === limit ? records.at(-1)!.seq : last };
  }

  async stats(): Promise<Omit<LogStats, 'isolate'>> {
    const [counted, [times], [head]] = await this.db.batch([
      this.db.select({ level: logs.level, count: sql<number>`count(*)` }).from(logs).groupBy(logs.level),
      this.db.select({ oldest: min(logs.timestamp), newest: max(logs.timestamp) }).from(logs),
      this.#head(),
    ]);
    const by_level: Record<Level, number> = { debug: 0, info: 0, warn: 0, error: 0 };
    for (const { level, count } of counted) by_level[level] = count;
    const sized = await this.database.prepare('SELECT 1').run();
    return {
      records: counted.reduce((sum, { count }) => sum + count, 0),
      by_level,
      oldest: times?.oldest ?? null,
      newest: times?.newest ?? null,
      last_seq: head?.last ?? 0,
      database_bytes: sized.meta.size_after,
    };
  }

  /** Deletes at most so many records, the oldest first, and returns how many went. */
  async deleteBefore(timestamp: number, most: number): Promise<number> {
    const { results } = await this.database
      .prepare(
        `DELETE FROM logs WHERE rowid IN (
           SELECT rowid FROM logs WHERE timestamp < ?1 ORDER BY timestamp LIMIT ?2
         ) RETURNING 1`,
      )
      .bind(timestamp, most)
      .run();
    return results.length;
  }

  /** Deletes every record of which all terms hold, a part at a time, and returns how many went. */
  async deleteMeant(terms: Term[]): Promise<number> {
    const meant = this.db
      .select({ seq })
      .from(logs)
      .where(and(...terms.map(conditionOf)))
      .limit(MOST_DELETED);
    let deleted = 0;
    for (;;) {
      const gone = await this.db.delete(logs).where(inArray(seq, meant)).returning({ id: logs.id });
      deleted += gone.length;
      if (gone.length < MOST_DELETED) return deleted;
    }
  }

  /** Forgets arrivals of which no record is left, and lets SQLite learn what its indexes are worth. */
  async tidy(): Promise<void> {
    await this.database.batch([
      this.database.prepare(
        `DELETE FROM arrivals WHERE last < (SELECT min(rowid) FROM logs)
           AND last < (SELECT max(last) FROM arrivals)`,
      ),
      this.database.prepare('PRAGMA optimize'),
    ]);
  }

  #select() {
    return this.db.select(stored).from(logs).$dynamic();
  }

  #head() {
    return this.db.select({ last: sql<number>`coalesce(max(last), 0)` }).from(sql`arrivals`);
  }
}

/** The terms of a filter, all of which have to hold. */
function termsOf(filter: Omit<LogFilter, 'cursor'>): Term[] {
  const { since, until, text } = filter;
  const terms: Term[] = [];
  for (const column of COMPARED) {
    const text = filter[column];
    if (text) terms.push({ kind: 'is', column, text });
  }
  if (since !== undefined || until !== undefined) terms.push({ kind: 'time', from: since, until });
  if (text) terms.push({ kind: 'holds', text });
  if (filter.filter) terms.push(parseFilter(filter.filter, Date.now()));
  return terms;
}

function limitOf(wanted: number | undefined): number {
  return Math.min(Math.max(Math.floor(wanted || USUAL_PAGE), 1), MAX_PAGE);
}

function cursorOf(cursor: string): Place {
  const [, timestamp, place] = /^(\d{1,15})\.(\d{1,15})$/.exec(cursor) ?? [];
  if (timestamp === undefined || place === undefined) {
    throw new CursorError('this is no cursor: give the one that came with the page before');
  }
  return { timestamp: Number(timestamp), seq: Number(place) };
}
