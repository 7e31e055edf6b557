import { messageOf } from '@acme/shared';
import { COLUMNS, type ColumnName } from '../columns.ts';
import { FilterError } from '../filter-error.ts';
import { parseFilter } from '../filter.ts';
import type { Term } from '../terms.ts';
import { badRequest, Problem } from './problem.ts';

// What is asked for, as it is written in an address.

/** Reads one value; the error says what is wrong with it. */
type Read<T> = (text: string) => T;

/**
 * The part of an address behind the question mark: what it says of these names.
 *
 * @throws {Problem} for another name, one that comes twice, and a value that cannot be read
 */
export function asked<T extends object>(url: URL, shape: { [Name in keyof T]: Read<T[Name]> }): Partial<T> {
  const names = Object.keys(shape);
  const found: Partial<T> = {};
  for (const [name, text] of url.searchParams) {
    if (!names.includes(name)) throw unreadable(`${name}: unknown field \`${name}\`, ${oneOf(names)}`);
    if (Object.hasOwn(found, name)) throw unreadable(`duplicate field \`${name}\``);
    const known = name as keyof T;
    try {
      found[known] = shape[known](text);
    } catch (cause) {
      throw unreadable(`${name}: ${messageOf(cause)}`);
    }
  }
  return found;
}

export const text: Read<string> = (text) => text;

/** A whole number that is not negative. */
export const count: Read<number> = (text) => whole(text, /^\+?\d+$/);

/** A whole number. */
export const integer: Read<number> = (text) => whole(text, /^[+-]?\d+$/);

/** One of these words. */
export function word<W extends string>(...words: W[]): Read<W> {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found !== undefined) return found;
    throw new Error(`unknown variant \`${text}\`, ${oneOf(words)}`);
  };
}

/** In which order records are wanted. */
export const order = word('newest', 'oldest');

/** The terms of a filter's text; times that are told by their distance are reckoned from now. */
export function filterOf(text = ''): Term[] {
  try {
    return [parseFilter(text, Date.now())];
  } catch (cause) {
    if (!(cause instanceof FilterError)) throw cause;
    throw new Problem(400, 'filter', cause.detail, { at: cause.at });
  }
}

/** How many are wanted, within what may be. */
export function limited(wanted: number, most: number): number {
  if (wanted >= 1 && wanted <= most) return wanted;
  throw badRequest(`there may be 1 to ${most}, and ${wanted} are asked for`);
}

/** The column of a name whose values can be counted. */
export function countable(name: string): Exclude<ColumnName, 'metadata'> {
  const column = COLUMNS.find((column) => column === name);
  if (column && column !== 'metadata') return column;
  throw badRequest(`there is no column ${JSON.stringify(name)} whose values can be counted`);
}

/** The number of a record, as it is written in a path. */
export function numberOf(text: string): number {
  try {
    return count(text);
  } catch {
    throw badRequest(`Invalid URL: Cannot parse \`${text}\` to a \`u64\``);
  }
}

function whole(text: string, pattern: RegExp): number {
  if (text === '') throw new Error('cannot parse integer from empty string');
  if (!pattern.test(text)) throw new Error('invalid digit found in string');
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new Error('number too large to fit in target type');
  return number;
}

function oneOf(names: string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  if (names.length > 2) return `expected one of ${quoted.join(', ')}`;
  return `expected ${quoted.join(' or ')}`;
}

function unreadable(what: string): Problem {
  return badRequest(`Failed to deserialize query string: ${what}`);
}
