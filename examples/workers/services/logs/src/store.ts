import type {
  CompleteRecord,
  Level,
  LogFilter,
  LogPage,
  LogStats,
  LogArrivals,
  StoredRecord,
  FollowQuery,
} from '@acme/shared';
import { and, asc, desc, eq, getTableColumns, max, min, sql, type SQL } from 'drizzle-orm';
import { drizzle, type DrizzleD1Database } from 'drizzle-orm/d1';
import { parseFilter } from './filter.ts';
import { insert } from './insert.ts';
import { logs, type LogRow } from './schema.ts';
import { conditionOf, seq, type Term } from './terms.ts';

const USUAL_PAGE = 100;
const MAX_PAGE = 500;

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

/** A row with what stands beside the table. */
type Row = LogRow & { seq: number; received_at: number };

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

  /**
   * Newest first, and by arrival where times are the same. Records that come in between two pages
   * change neither: a page starts behind the last record of the one before, wherever that is by then.
   */
  async query(filter: LogFilter): Promise<LogPage> {
    const limit = limitOf(filter.limit);
    const conditions = termsOf(filter).map(conditionOf);
    if (filter.cursor) conditions.push(behind(filter.cursor));
    const rows = await this.#select()
      .where(and(...conditions))
      .orderBy(desc(logs.timestamp), desc(seq))
      .limit(limit + 1);
    const records = rows.slice(0, limit).map(recordOf);
    const last = records.at(-1);
    const hasMore = rows.length > limit && last;
    return { records, cursor: hasMore ? `${last.timestamp}.${last.seq}` : null };
  }

  async get(id: string): Promise<StoredRecord | null> {
    const [row] = await this.#select().where(eq(logs.id, id)).limit(1);
    return row ? recordOf(row) : null;
  }

  async follow(query: FollowQuery): Promise<LogArrivals> {
    // One transaction: what arrives behind the head is left for the next answer.
    const limit = limitOf(query.limit);
    const after = query.after ?? Number.MAX_SAFE_INTEGER;
    const [[head], rows] = await this.db.batch([
      this.#head(),
      this.#select()
        .where(and(sql`${seq} > ${after}`, ...termsOf(query).map(conditionOf)))
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
    const received_at = sql<number>`(
      SELECT received_at FROM arrivals WHERE last >= ${seq} ORDER BY last LIMIT 1
    )`;
    return this.db.select({ ...getTableColumns(logs), seq, received_at }).from(logs).$dynamic();
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

function behind(cursor: string): SQL {
  const [, time, place] = /^(\d{1,15})\.(\d{1,15})$/.exec(cursor) ?? [];
  if (time === undefined || place === undefined) {
    throw new CursorError('this is no cursor: give the one that came with the page before');
  }
  return sql`(${logs.timestamp}, ${seq}) < (${Number(time)}, ${Number(place)})`;
}

function recordOf(row: Row): StoredRecord {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null),
  ) as unknown as StoredRecord;
}
