import { ENVIRONMENTS, LEVEL_WORDS } from '../columns.ts';
import { expected, type Expected } from '../filter-place.ts';
import { quoted } from '../filter-quote.ts';
import { LogMeasures } from '../measure.ts';
import type { Compared, Term } from '../terms.ts';
import { asked, count, text } from './asked.ts';
import type { Call } from './call.ts';

// `/v1/complete`: what may follow in a filter that is being written.

/** Something that may be put there. */
interface Item {
  insert: string;
  label: string;
  /** What it is. */
  detail?: string;
  /** How many records of the last day have it. */
  count?: number;
}

/** As many values are offered. */
const MOST = 10;

/** Values of the last day are offered. */
const DAY = 86_400_000;

const TIMES = ['15m', '1h', '6h', '24h', '7d'];

/** The names that are offered, the shortest for each field, and what they are for. */
const FIELDS: Record<string, string> = {
  id: 'Names the record: a UUIDv7 unless given. Of two records with one id the first wins.',
  timestamp: 'When it happened, in milliseconds since 1970.',
  level: 'How serious it is.',
  service: 'The service that wrote it.',
  env: 'Where that service runs.',
  event: 'What happened, as an identifier for machines: `db_query_slow`.',
  message: 'What happened, for people.',
  source_location: 'The file and line that wrote it, put in at build time: `executor.ts:142`.',
  trace: 'The trace that it belongs to, across services.',
  request: 'The HTTP request that it belongs to.',
  workspace: 'The tenant.',
  project: "The tenant's project.",
  user: "The tenant's user.",
  version: 'What was deployed: a commit or a version.',
  instance: 'The instance that wrote it: of a Durable Object, say.',
  text: 'A text in the message, as without a name',
  at: 'The file and line that wrote it: executor.ts:142',
  since: 'From then on: 15m, 2h, 7d, a date or a time',
  until: 'Before then: 15m, 2h, 7d, a date or a time',
};

export async function complete(call: Call): Promise<Response> {
  const { own } = await call.who('read');
  const wanted = asked<{ text: string; cursor: number }>(call.url, { text, cursor: count });
  const { from, until, what } = expected(wanted.text ?? '', wanted.cursor ?? Infinity);
  return Response.json({ from, until, items: await itemsOf(what, call, own) });
}

async function itemsOf(what: Expected, call: Call, own: Term[]): Promise<Item[]> {
  switch (what.kind) {
    case 'field':
      return fields(what.typed.toLowerCase());
    case 'time':
      return words(TIMES, what.typed);
    case 'value':
      if (what.column === 'level') return words(LEVEL_WORDS, what.typed);
      if (what.column === 'environment') return words(ENVIRONMENTS, what.typed);
      return values(call, own, what.column, what.typed);
    case 'anything':
      return [];
  }
}

function fields(typed: string): Item[] {
  const meant = Object.entries(FIELDS).filter(([name]) => name.startsWith(typed));
  return meant.map(([name, detail]) => ({ insert: `${name}:`, label: name, detail }));
}

function words(words: readonly string[], typed: string): Item[] {
  return words.filter((word) => word.startsWith(typed)).map((word) => ({ insert: word, label: word }));
}

async function values(call: Call, own: Term[], column: Compared, typed: string): Promise<Item[]> {
  const recent: Term = { kind: 'time', from: Date.now() - DAY };
  const terms: Term[] = [...own, recent, { kind: 'starts', column, text: typed }];
  const { values } = await new LogMeasures(call.env.DB).facet(terms, column, MOST);
  return values.flatMap(({ value, count }) => (value === null ? [] : { insert: quoted(value), label: value, count }));
}
