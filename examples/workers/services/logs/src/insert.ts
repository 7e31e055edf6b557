import type { CompleteRecord } from '@acme/shared';
import { bytesOf, COLUMNS } from './columns.ts';
import { fitted } from './fit.ts';

// Records go in through one JSON parameter: D1 binds at most 100 values in a statement, and a
// record has sixteen.

/** A bound value and a row have 2,000,000 bytes at most, and a row is smaller than its JSON. */
const MAX_PART_BYTES = 1_900_000;

/** So that no statement comes near to the 30 seconds that D1 gives it. */
const MAX_PART_ROWS = 2_000;

const MAX_RECORD_BYTES = 1_800_000;

/**
 * Numbers that no record had: the row says which they are, and when they were given away. It is in
 * one transaction with the insert that uses them, so numbers rise as commits follow each other.
 */
const ARRIVE = `INSERT INTO arrivals (last, received_at)
  SELECT coalesce(max(last), 0) + ?1, ?2 FROM arrivals`;

const VALUES = COLUMNS.map((column, at) => `value ${column === 'metadata' ? '->' : '->>'} ${at}`);

/** `WHERE true` keeps SQLite from reading ON as a part of the FROM. */
const INSERT = `INSERT INTO logs (rowid, ${COLUMNS.join(', ')})
  SELECT (SELECT max(last) FROM arrivals) - ?2 + 1 + key, ${VALUES.join(', ')}
  FROM json_each(?1) WHERE true
  ON CONFLICT (id) DO NOTHING RETURNING rowid`;

const FOREIGN = `SELECT sent.key FROM json_each(?1) AS sent JOIN logs ON logs.id = sent.value ->> 0
  WHERE logs.workspace_id IS NOT sent.value ->> 1`;

/** Inserts records in one transaction, in as many statements as the limits want. */
export async function insert(
  db: D1Database,
  records: CompleteRecord[],
  now: number,
): Promise<{ accepted: number; duplicates: number }> {
  if (records.length === 0) return { accepted: 0, duplicates: 0 };
  const arrive = db.prepare(ARRIVE);
  const rows = db.prepare(INSERT);
  const results = await db.batch(
    partsOf(records).flatMap((part) => [
      arrive.bind(part.length, now),
      rows.bind(`[${part.join(',')}]`, part.length),
    ]),
  );
  // `meta.changes` would count what the triggers do as well.
  const accepted = results.reduce((sum, { results: inserted }) => sum + inserted.length, 0);
  return { accepted, duplicates: records.length - accepted };
}

/** The rows as JSON, in parts that a statement takes. */
function partsOf(records: CompleteRecord[]): string[][] {
  const parts: string[][] = [];
  let bytes = Infinity;
  for (const record of records) {
    const row = rowOf(fitted(record, MAX_RECORD_BYTES));
    const size = bytesOf(row) + 1;
    const last = parts.at(-1);
    if (last && last.length < MAX_PART_ROWS && bytes + size <= MAX_PART_BYTES) {
      last.push(row);
      bytes += size;
    } else {
      parts.push([row]);
      bytes = size;
    }
  }
  return parts;
}

function rowOf(record: CompleteRecord): string {
  return JSON.stringify(COLUMNS.map((column) => record[column] ?? null));
}

/** The places of the records whose id a record of another workspace has. */
export async function foreign(db: D1Database, records: CompleteRecord[]): Promise<Set<number>> {
  const places = new Set<number>();
  for (let from = 0; from < records.length; from += MAX_PART_ROWS) {
    const part = records.slice(from, from + MAX_PART_ROWS);
    const keys = part.map(({ id, workspace_id }) => [id, workspace_id ?? null]);
    const { results } = await db.prepare(FOREIGN).bind(JSON.stringify(keys)).all<{ key: number }>();
    for (const { key } of results) places.add(from + key);
  }
  return places;
}
