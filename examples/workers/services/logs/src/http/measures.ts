import { MAX_TIMESTAMP } from '../columns.ts';
import { LogMeasures, type Countable } from '../measure.ts';
import type { Term } from '../terms.ts';
import { asked, count, countable, filterOf, integer, limited, text } from './asked.ts';
import type { Call } from './call.ts';
import { badRequest } from './problem.ts';

// `/v1/histogram`, `/v1/facets` and `/v1/locations`: how many records there are, by time and by value.

/** The most buckets, and the most values, of one answer. */
const MOST = 1000;

/** The most columns of one answer. */
const MOST_COLUMNS = 16;

/** What is looked at if nobody says otherwise. */
const HOUR = 3_600_000;

const DAY = 86_400_000;

/** Lengths of buckets that people can reckon with: up to a second, a minute, an hour, a day, beyond. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1_000, 2_000, 5_000, 10_000, 15_000, 30_000],
  ...[60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000],
  ...[HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR],
  ...[DAY, 7 * DAY, 30 * DAY],
];

export async function histogram(call: Call): Promise<Response> {
  const { own } = await call.who('read');
  const wanted = asked<{ filter: string; from: number; until: number; buckets: number; by: string }>(
    call.url,
    { filter: text, from: integer, until: integer, buckets: count, by: text },
  );
  const terms = filterOf(wanted.filter);
  const most = limited(wanted.buckets ?? 60, MOST);
  const by = wanted.by === undefined ? undefined : countable(wanted.by);
  const range = rangeOf(terms, wanted.from, wanted.until);
  const step = stepOf(range.until - range.from, most);
  // Whole buckets, so that the first and the last one are no shorter than the others.
  const from = range.from - (range.from % step);
  const until = Math.ceil(range.until / step) * step;
  const buckets = await measures(call).histogram({ terms: [...own, ...terms], from, until, step, by });
  return Response.json({ from, until, step, buckets });
}

export async function facets(call: Call): Promise<Response> {
  const { own } = await call.who('read');
  const wanted = asked<{ filter: string; columns: string; limit: number }>(call.url, {
    filter: text,
    columns: text,
    limit: count,
  });
  if (wanted.columns === undefined) {
    throw badRequest('Failed to deserialize query string: missing field `columns`');
  }
  const terms = [...own, ...filterOf(wanted.filter)];
  const limit = limited(wanted.limit ?? 10, MOST);
  const columns = wanted.columns.split(',').filter(Boolean).map(countable);
  if (columns.length === 0 || columns.length > MOST_COLUMNS) {
    throw badRequest(`name 1 to ${MOST_COLUMNS} columns: columns=level,service`);
  }
  const found = await Promise.all(columns.map((column) => valuesOf(call, terms, column, limit)));
  return Response.json({ facets: found });
}

export async function locations(call: Call): Promise<Response> {
  const { own } = await call.who('read');
  const wanted = asked<{ filter: string; limit: number }>(call.url, { filter: text, limit: count });
  const terms = [...own, ...filterOf(wanted.filter)];
  const limit = limited(wanted.limit ?? 50, MOST);
  return Response.json(await valuesOf(call, terms, 'source_location', limit));
}

async function valuesOf(call: Call, terms: Term[], column: Countable, limit: number) {
  return { column, ...(await measures(call).facet(terms, column, limit)) };
}

function measures(call: Call): LogMeasures {
  return new LogMeasures(call.env.DB);
}

/** The time that is looked at: as asked, else as the filter says, else the last hour of it. */
function rangeOf(terms: Term[], from: number | undefined, until: number | undefined) {
  const said = saidBy({ kind: 'all', terms });
  const end = until ?? said.until ?? Date.now() + 1;
  const start = Math.max(from ?? said.from ?? end - HOUR, 0);
  const last = Math.min(end, MAX_TIMESTAMP);
  if (start >= last) throw badRequest('`from` has to be before `until`');
  return { from: start, until: last };
}

/** Within which times all that a term means is, as far as it says so by itself. */
function saidBy(term: Term): { from?: number; until?: number } {
  if (term.kind === 'time') return term;
  if (term.kind !== 'all') return {};
  const parts = term.terms.map(saidBy);
  const froms = parts.flatMap(({ from }) => from ?? []);
  const untils = parts.flatMap(({ until }) => until ?? []);
  return {
    from: froms.length > 0 ? Math.max(...froms) : undefined,
    until: untils.length > 0 ? Math.min(...untils) : undefined,
  };
}

/** The length of a bucket, so that there are about as many as are asked for at most. */
function stepOf(length: number, buckets: number): number {
  const least = Math.ceil(length / buckets);
  const longest = STEPS.at(-1)!;
  return STEPS.find((step) => step >= least) ?? Math.ceil(least / longest) * longest;
}
