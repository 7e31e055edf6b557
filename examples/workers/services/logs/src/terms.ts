import { and, eq, gte, lt, or, sql, type SQL } from 'drizzle-orm';
import type { TextColumn } from './columns.ts';
import { logs } from './schema.ts';

// What a filter says, and the SQL for it.

/** A column that is compared as a text. */
export type Compared = TextColumn | 'level' | 'environment';

export type Term =
  | { kind: 'all' | 'any'; terms: Term[] }
  | { kind: 'not'; term: Term }
  /** The column is this, or starts so. */
  | { kind: 'is' | 'starts'; column: Compared; text: string }
  | { kind: 'present'; column: Compared }
  /** The message holds this, whatever the case. */
  | { kind: 'holds'; text: string }
  /** The file that wrote it, or the file and line: a path may be given by its end. */
  | { kind: 'at'; place: string }
  /** From a time on, to before another; Unix milliseconds. */
  | { kind: 'time'; from?: number; until?: number };

/** A record's place in the order of arrival: the row's number, which `insert` gives it. */
export const seq = sql<number>`${logs}.rowid`;

export function conditionOf(term: Term): SQL | undefined {
  switch (term.kind) {
    case 'all':
      return and(...term.terms.map(conditionOf));
    case 'any':
      return or(...term.terms.map(conditionOf));
    case 'not': {
      // A field that is absent passes no term, and so passes each negation.
      const inner = conditionOf(term.term);
      return inner && sql`(${inner}) IS NOT TRUE`;
    }
    case 'is':
      return sql`${logs[term.column]} = ${term.text}`;
    case 'starts':
      return sql`substr(${logs[term.column]}, 1, length(${term.text})) = ${term.text}`;
    case 'present':
      return sql`${logs[term.column]} IS NOT NULL`;
    case 'holds':
      return holds(term.text);
    case 'at':
      return at(term.place);
    case 'time':
      return and(
        term.from === undefined ? undefined : gte(logs.timestamp, term.from),
        term.until === undefined ? undefined : lt(logs.timestamp, term.until),
      );
  }
}

/**
 * Three characters and more are in the index of trigrams, which knows no shorter text and no NUL;
 * those have every message looked at. D1 takes no pattern for LIKE of more than 50 bytes.
 */
function holds(text: string): SQL | undefined {
  if (text === '') return undefined;
  if ([...text].length < 3) return sql`${logs.message} LIKE ${pattern(text)} ESCAPE '\\'`;
  if (text.includes('\0')) return sql`instr(lower(${logs.message}), lower(${text})) > 0`;
  const phrase = `"${text.replaceAll('"', '""')}"`;
  return sql`${seq} IN (SELECT rowid FROM logs_text WHERE logs_text MATCH ${phrase})`;
}

function pattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

function at(place: string): SQL | undefined {
  const column = logs.source_location;
  // Without a line, the file is meant: the column without its line.
  const value = /:\d+$/.test(place) ? sql`${column}` : sql`rtrim(rtrim(${column}, '0123456789'), ':')`;
  return or(eq(value, place), sql`substr(${value}, -length(${`/${place}`})) = ${`/${place}`}`);
}
