import { LEVELS, type Level } from '@acme/shared';
import { ENVIRONMENTS, environmentOf, LEVEL_WORDS, levelOf, TEXT_LIMITS } from './columns.ts';
import { FilterError } from './filter-error.ts';
import type { Scanner, Word } from './filter-scan.ts';
import { FILTER_TIME_HELP, readTime } from './filter-time.ts';
import { nearest } from './nearest.ts';
import type { Compared, Term } from './terms.ts';

// From what is behind a colon to a term.

type Field = Compared | 'timestamp' | 'at' | 'since' | 'until';

const ALIASES: Record<string, Field> = {
  trace: 'trace_id',
  request: 'request_id',
  workspace: 'workspace_id',
  project: 'project_id',
  user: 'user_id',
  instance: 'instance_id',
  env: 'environment',
  event: 'event_type',
  text: 'message',
};

const FIELDS: readonly string[] = [
  ...Object.keys(TEXT_LIMITS),
  ...['level', 'environment', 'timestamp', 'at', 'since', 'until'],
];

/** How a value is compared: `..` is a range, `*` at the end a start, `?` is there at all. */
type How = '' | '=' | '~' | '>' | '>=' | '<' | '<=' | '..' | '*' | '?';

interface Written {
  how: How;
  text: string;
  /** The end of a range. */
  until: string;
  at: [number, number];
}

/** The field that is called so. */
export function fieldOf(name: string): Field | undefined {
  if (Object.hasOwn(ALIASES, name)) return ALIASES[name];
  return FIELDS.includes(name) ? (name as Field) : undefined;
}

export function unknownField(word: Word): FilterError {
  if (word.text.startsWith('metadata.')) {
    const help = 'filter by a column, or send records on to `linestamp serve`';
    return new FilterError(word.at, 'metadata cannot be searched here', help);
  }
  const fields = [...FIELDS, ...Object.keys(ALIASES)];
  const meant = nearest(word.text, fields);
  const help = meant
    ? `did you mean \`${meant}\`?`
    : `there are ${fields.join(', ')}; put it in quotes if the message has it`;
  return new FilterError(word.at, `there is no column ${JSON.stringify(word.text)}`, help);
}

/** Reads the value behind a field's colon. */
export function termOf(field: Field, name: Word, scan: Scanner, now: number): Term {
  const written = read(name, scan);
  switch (field) {
    case 'since':
      return { kind: 'time', from: time(written, written.text, now)[0] };
    case 'until':
      return { kind: 'time', until: time(written, written.text, now)[0] };
    case 'timestamp':
      return ofTimestamp(written, now);
    case 'at':
      return ofPlace(written);
    default:
      return ofColumn(field, written);
  }
}

function read(name: Word, scan: Scanner): Written {
  const begin = scan.place;
  const sign = (['>=', '<=', '>', '<', '=', '~'] as const).find((sign) => scan.take(sign)) ?? '';
  const word = scan.word(false);
  const written: Written = { how: sign, text: word.text, until: '', at: [begin, scan.place] };
  if (word.quoted && scan.take('*')) {
    written.how = '*';
  } else if (!word.quoted && (sign === '' || sign === '=')) {
    const range = sign === '' ? /^(.*?)\.\.(.*)$/s.exec(word.text) : null;
    if (word.text === '*') written.how = '?';
    else if (word.text.endsWith('*')) Object.assign(written, { how: '*', text: word.text.slice(0, -1) });
    else if (range) Object.assign(written, { how: '..', text: range[1], until: range[2] });
  }
  written.at = [begin, scan.place];
  if (written.text === '' && !word.quoted) {
    const help = 'write one behind the colon, or `*` for any';
    throw new FilterError([name.at[0], written.at[1]], 'a value is missing', help);
  }
  return written;
}

function ofColumn(column: Compared, written: Written): Term {
  const { how, text } = written;
  if (how === '?') return { kind: 'present', column };
  if (column === 'level' && how !== '~' && how !== '*') return ofLevel(written);
  if (column === 'environment' && (how === '' || how === '=')) {
    return { kind: 'is', column, text: known(written, text, 'environment', environmentOf, ENVIRONMENTS) };
  }
  if (how === '*') return { kind: 'starts', column, text };
  if (column === 'message' && (how === '' || how === '~')) return { kind: 'holds', text };
  if (how === '' || how === '=') return { kind: 'is', column, text };
  if (how === '~') {
    const help = `write ${column}:value, or ${column}:start*; only the message can be searched`;
    throw new FilterError(written.at, `${column} has no index for parts of it`, help);
  }
  const help = 'compare timestamp or level; put a text in quotes';
  throw new FilterError(written.at, `${column} has no order`, help);
}

/** Levels in the order of their seriousness, the most serious above. */
function ofLevel(written: Written): Term {
  const rank = (text: string) => LEVELS.indexOf(known(written, text, 'level', levelOf, LEVEL_WORDS));
  const named = rank(written.text);
  const end = written.how === '..' ? rank(written.until) : named;
  const isMeant = (level: Level) => {
    const at = LEVELS.indexOf(level);
    if (written.how === '>') return at > named;
    if (written.how === '>=') return at >= named;
    if (written.how === '<') return at < named;
    if (written.how === '<=') return at <= named;
    return at >= Math.min(named, end) && at <= Math.max(named, end);
  };
  const terms = LEVELS.filter(isMeant).map((text): Term => ({ kind: 'is', column: 'level', text }));
  if (terms.length > 0) return { kind: 'any', terms };
  throw new FilterError(written.at, 'there is no such level', 'compare with another');
}

function ofTimestamp(written: Written, now: number): Term {
  if (written.how === '?') return { kind: 'all', terms: [] };
  const [from, length] = time(written, written.text, now);
  switch (written.how) {
    case '..':
      return { kind: 'time', from, until: time(written, written.until, now)[0] };
    case '>':
      return { kind: 'time', from: from + length };
    case '>=':
      return { kind: 'time', from };
    case '<':
      return { kind: 'time', until: from };
    case '<=':
      return { kind: 'time', until: from + length };
    default:
      return { kind: 'time', from, until: from + length };
  }
}

function ofPlace(written: Written): Term {
  const { how, text } = written;
  if (how === '?') return { kind: 'present', column: 'source_location' };
  if (how === '') return { kind: 'at', place: text };
  return ofColumn('source_location', written);
}

function time(written: Written, text: string, now: number): [millis: number, length: number] {
  const read = readTime(text, now);
  if (read) return read;
  throw new FilterError(written.at, `${JSON.stringify(text)} is no time`, FILTER_TIME_HELP);
}

function known<W extends string>(
  written: Written,
  text: string,
  what: string,
  meaning: (word: string) => W | undefined,
  words: readonly W[],
): W {
  const meant = meaning(text);
  if (meant !== undefined) return meant;
  const similar = nearest(text, words);
  const help = similar ? `did you mean \`${similar}\`?` : `there are ${words.join(', ')}`;
  throw new FilterError(written.at, `there is no ${what} ${JSON.stringify(text)}`, help);
}
