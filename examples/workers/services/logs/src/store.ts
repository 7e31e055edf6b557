import type { LogFilter, LogPage, StoredRecord } from '@acme/shared';
import { and, desc, eq, gte, like, lt, or, type SQL } from 'drizzle-orm';
import { drizzle, type DrizzleD1Database } from 'drizzle-orm/d1';
import { logs, type LogRow } from './schema.ts';

/** D1 binds at most 100 values in a statement, and a record has sixteen. */
const ROWS_PER_STATEMENT = 6;
const MAX_PAGE = 500;

export class LogStore {
  private readonly db: DrizzleD1Database;

  constructor(database: D1Database) {
    this.db = drizzle(database);
  }

  /** Keeps the first of two records with one id, so that a caller may send a batch again. */
  async insert(records: StoredRecord[]): Promise<void> {
    const [first, ...rest] = chunks(records, ROWS_PER_STATEMENT).map((rows) =>
      this.db.insert(logs).values(rows).onConflictDoNothing({ target: logs.id }),
    );
    if (first) await this.db.batch([first, ...rest]);
  }

  /** Newest first. */
  async query(filter: LogFilter): Promise<LogPage> {
    const limit = Math.min(Math.max(filter.limit ?? 100, 1), MAX_PAGE);
    const rows = await this.db
      .select()
      .from(logs)
      .where(and(...conditions(filter)))
      .orderBy(desc(logs.timestamp), desc(logs.id))
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      records: page.map(withoutNulls),
      cursor: rows.length > limit && last ? `${last.timestamp}:${last.id}` : null,
    };
  }

  /** Returns the number of rows that went. */
  async deleteBefore(timestamp: number): Promise<number> {
    const result = await this.db.delete(logs).where(lt(logs.timestamp, timestamp)).run();
    return result.meta.changes;
  }
}

function conditions(filter: LogFilter): (SQL | undefined)[] {
  const { workspace_id, trace_id, request_id, service, event_type, level, text } = filter;
  return [
    workspace_id ? eq(logs.workspace_id, workspace_id) : undefined,
    trace_id ? eq(logs.trace_id, trace_id) : undefined,
    request_id ? eq(logs.request_id, request_id) : undefined,
    service ? eq(logs.service, service) : undefined,
    event_type ? eq(logs.event_type, event_type) : undefined,
    level ? eq(logs.level, level) : undefined,
    text ? like(logs.message, `%${text}%`) : undefined,
    filter.since ? gte(logs.timestamp, filter.since) : undefined,
    filter.until ? lt(logs.timestamp, filter.until) : undefined,
    after(filter.cursor),
  ];
}

function after(cursor: string | undefined): SQL | undefined {
  if (!cursor) return undefined;
  const [time, id = ''] = cursor.split(':');
  const timestamp = Number(time);
  return or(
    lt(logs.timestamp, timestamp),
    and(eq(logs.timestamp, timestamp), lt(logs.id, id)),
  );
}

function withoutNulls(row: LogRow): StoredRecord {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null),
  ) as unknown as StoredRecord;
}

function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
