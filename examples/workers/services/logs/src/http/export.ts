import type { StoredRecord } from '@acme/shared';
import { COLUMNS, type ColumnName } from '../columns.ts';
import type { PageQuery } from '../store.ts';
import type { Place } from '../stored.ts';
import { asked, filterOf, order, text, word } from './asked.ts';
import type { Call } from './call.ts';
import { ordered } from './ordered.ts';
import { shown } from './shown.ts';

// `/v1/export`: all records that are meant, as a file, made while it is sent.

/** As many records are read at once: a request may make 1,000 subrequests, and the largest records have over a megabyte. */
const PART = 100;

/** The forms of the file. */
const FORMATS = {
  ndjson: {
    type: 'application/x-ndjson',
    part: (records: StoredRecord[]) => records.map((record) => `${JSON.stringify(shown(record))}\n`).join(''),
  },
  csv: {
    type: 'text/csv; charset=utf-8',
    part: (records: StoredRecord[], isFirst: boolean) => [...(isFirst ? [COLUMNS] : []), ...records.map(cells)].map(line).join(''),
  },
};

type Format = keyof typeof FORMATS;

export async function exported(call: Call): Promise<Response> {
  const { own } = await call.who('read');
  const wanted = asked<{ filter: string; format: Format; order: 'newest' | 'oldest' }>(call.url, {
    filter: text,
    format: word('ndjson', 'csv'),
    order,
  });
  const terms = [...own, ...filterOf(wanted.filter)];
  const format = wanted.format ?? 'ndjson';
  const parts = partsOf(call, { terms, order: wanted.order ?? 'newest', limit: PART }, format);
  // What is wrong with the question is told before the file begins.
  let part = await parts.next();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (part.done) return controller.close();
      controller.enqueue(new TextEncoder().encode(part.value));
      // Where it fails the stream does, and the connection is cut, so that nobody takes the file for whole.
      part = await parts.next();
    },
  });
  const disposition = `attachment; filename="records.${format}"`;
  return new Response(body, { headers: { 'content-type': FORMATS[format].type, 'content-disposition': disposition } });
}

async function* partsOf(call: Call, query: PageQuery, format: Format): AsyncGenerator<string, void> {
  for (let after: Place | null | undefined; after !== null; ) {
    const { records, next } = await call.store.page({ ...query, after });
    yield FORMATS[format].part(records, after === undefined);
    after = next;
  }
}

/** The columns of a record as texts: times as RFC 3339, metadata as JSON. */
function cells(record: StoredRecord): string[] {
  return COLUMNS.map((column) => cell(record, column));
}

function cell(record: StoredRecord, column: ColumnName): string {
  const value = record[column];
  if (value === undefined) return '';
  if (column === 'timestamp') return new Date(record.timestamp).toISOString();
  const text = typeof value === 'string' ? value : ordered(value);
  // A spreadsheet would calculate what begins so.
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function line(cells: readonly string[]): string {
  const quoted = cells.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text));
  return `${quoted.join(',')}\n`;
}
