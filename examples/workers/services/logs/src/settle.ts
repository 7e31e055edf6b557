import {
  ENVIRONMENTS,
  environmentOf,
  LEVEL_WORDS,
  levelOf,
  MAX_TIMESTAMP,
  TEXT_LIMITS,
  type ColumnName,
  type TextColumn,
} from './columns.ts';
import type { Json } from './plain.ts';

// Brings one value into the form of its column.

/** How many characters of what was sent an error repeats. */
const SHOWN = 64;

/** A value in the form of its column, and what was sent where that is something else. */
export interface Settled {
  value: Json;
  original?: Json;
}

/** A value that no column can have: which field it is of, and what to do. */
export class RefusedValue extends Error {
  override name = 'RefusedValue';
  readonly field: string;

  constructor(field: string, reason: string) {
    super(reason);
    this.field = field;
  }
}

/** @throws {RefusedValue} where the value cannot be brought into the column's form */
export function settle(column: ColumnName, value: Json): Settled {
  switch (column) {
    case 'timestamp':
      return timestamp(value);
    case 'level':
      return word(column, value, levelOf, LEVEL_WORDS);
    case 'environment':
      return word(column, value, environmentOf, ENVIRONMENTS);
    case 'metadata':
      return { value: isMap(value) ? value : { metadata: value } };
    default:
      return text(column, value);
  }
}

/** A time of RFC 3339 in Unix milliseconds; what is finer is cut off. */
export function timeOf(text: string): number | undefined {
  const isTime = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/.test(text);
  const millis = isTime ? Date.parse(text.toUpperCase().replace(' ', 'T')) : NaN;
  return millis >= 0 && millis <= MAX_TIMESTAMP ? millis : undefined;
}

/** What a value is, with its article. */
export function nameOf(value: Json | undefined): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function text(column: TextColumn, value: Json): Settled {
  if (typeof value === 'number' || typeof value === 'boolean') {
    return { value: String(value), original: value };
  }
  if (typeof value !== 'string') throw notText(column, value);
  const limit = TEXT_LIMITS[column];
  // No character has fewer units than one, so most texts need not be counted.
  if (value.length > limit && [...value].length > limit) {
    throw new RefusedValue(column, `is too long: shorten it to ${limit} characters`);
  }
  if (column === 'id' && value === '') {
    throw new RefusedValue(column, 'is empty: give it a value or leave it out');
  }
  return { value };
}

function word(
  column: ColumnName,
  value: Json,
  meaning: (word: string) => string | undefined,
  words: readonly string[],
): Settled {
  if (typeof value !== 'string') throw notText(column, value);
  const meant = meaning(value);
  if (meant === undefined) {
    const found = JSON.stringify(shortened(value));
    throw new RefusedValue(column, `is ${found}: it has to be one of ${words.join(', ')}`);
  }
  return meant === value ? { value } : { value: meant, original: value };
}

/** The start of a text that somebody else chose. */
function shortened(text: string): string {
  const start = [...text.slice(0, 2 * SHOWN)].slice(0, SHOWN).join('');
  return start === text ? text : `${start}…`;
}

function timestamp(value: Json): Settled {
  if (typeof value === 'string') {
    const time = timeOf(value);
    if (time !== undefined) return { value: time, original: value };
  }
  if (typeof value !== 'number') {
    throw new RefusedValue('timestamp', 'is not a time: it has to be Unix milliseconds or RFC 3339');
  }
  if (!(value >= 0 && value <= MAX_TIMESTAMP)) {
    throw new RefusedValue('timestamp', 'is out of range: it has to be from the years 1970 to 9999');
  }
  const whole = Math.floor(value);
  return whole === value ? { value } : { value: whole, original: value };
}

function notText(column: ColumnName, value: Json): RefusedValue {
  return new RefusedValue(column, `is ${nameOf(value)}: it has to be text`);
}

function isMap(value: Json): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
