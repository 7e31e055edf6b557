import type { StoredRecord } from '@acme/shared';
import { getTableColumns, sql } from 'drizzle-orm';
import { logs, type LogRow } from './schema.ts';
import { seq } from './terms.ts';

// A record as it is read: its columns, and what stands beside the table.

/** A place between records: behind the one of that time and arrival. */
export interface Place {
  timestamp: number;
  seq: number;
}

/** What is selected of each record. */
export const stored = {
  ...getTableColumns(logs),
  seq,
  received_at: sql<number>`(
    SELECT received_at FROM arrivals WHERE last >= ${seq} ORDER BY last LIMIT 1
  )`,
};

/** The record of a row; a column without a value is absent. */
export function recordOf(row: LogRow & { seq: number; received_at: number }): StoredRecord {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null),
  ) as unknown as StoredRecord;
}

export function placeOf({ timestamp, seq }: StoredRecord): Place {
  return { timestamp, seq };
}
