import { and, asc, desc, max, min, sql, type SQL } from 'drizzle-orm';
import { drizzle, type DrizzleD1Database } from 'drizzle-orm/d1';
import type { ColumnName } from './columns.ts';
import { logs } from './schema.ts';
import { conditionOf, type Term } from './terms.ts';

// How many records there are, by time and by value. Each of these reads every record that is meant.

/** A column whose values can be counted. */
export type Countable = Exclude<ColumnName, 'metadata'>;

/** How many records have a value; null of those that have none. */
export interface Count {
  value: string | null;
  count: number;
}

export interface HistogramQuery {
  terms: Term[];
  /** From the start of the first bucket to before the end of the last one; Unix milliseconds. */
  from: number;
  until: number;
  /** The length of a bucket. */
  step: number;
  /** The column whose values are counted apart. */
  by?: Countable;
}

/** A stretch of time; the largest count first, those of one size by value. */
export interface Bucket {
  start: number;
  counts: Count[];
}

const amount = sql<number>`count(*)`;

export class LogMeasures {
  private readonly db: DrizzleD1Database;

  constructor(database: D1Database) {
    this.db = drizzle(database);
  }

  /** How many there are, and the times of the oldest and of the newest. */
  async extent(terms: Term[]): Promise<{ records: number; oldest: number | null; newest: number | null }> {
    const [found] = await this.db
      .select({ records: amount, oldest: min(logs.timestamp), newest: max(logs.timestamp) })
      .from(logs)
      .where(allOf(terms));
    return found ?? { records: 0, oldest: null, newest: null };
  }

  /** Those buckets in which there are records, in the order of time. */
  async histogram({ terms, from, until, step, by }: HistogramQuery): Promise<Bucket[]> {
    // D1 binds every number as a real one.
    const start = sql<number>`CAST((${logs.timestamp} - ${from}) / ${step} AS INTEGER)`;
    const value = by ? textOf(by) : sql<null>`NULL`;
    const within: Term = { kind: 'time', from, until };
    const rows = await this.db
      .select({ place: start.as('place'), value: value.as('value'), count: amount.as('count') })
      .from(logs)
      .where(allOf([within, ...terms]))
      .groupBy(sql`place`, sql`value`)
      .orderBy(asc(sql`place`), desc(sql`count`), asc(sql`value`));
    const buckets: Bucket[] = [];
    for (const { place, value, count } of rows) {
      const start = from + place * step;
      if (buckets.at(-1)?.start !== start) buckets.push({ start, counts: [] });
      buckets.at(-1)!.counts.push({ value, count });
    }
    return buckets;
  }

  /** The most frequent values of a column, and how many records have another. */
  async facet(terms: Term[], column: Countable, limit: number): Promise<{ values: Count[]; others: number }> {
    const value = textOf(column);
    const [values, [all]] = await this.db.batch([
      this.db
        .select({ value: value.as('value'), count: amount.as('count') })
        .from(logs)
        .where(allOf(terms))
        .groupBy(sql`value`)
        .orderBy(desc(sql`count`), asc(sql`value`))
        .limit(limit),
      this.db.select({ count: amount }).from(logs).where(allOf(terms)),
    ]);
    const listed = values.reduce((sum, { count }) => sum + count, 0);
    return { values, others: (all?.count ?? 0) - listed };
  }
}

function allOf(terms: Term[]): SQL | undefined {
  return and(...terms.map(conditionOf));
}

function textOf(column: Countable): SQL<string | null> {
  return sql<string | null>`CAST(${logs[column]} AS TEXT)`;
}
