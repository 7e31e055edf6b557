import { isSpace } from './filter-scan.ts';
import { fieldOf } from './filter-value.ts';
import type { Compared } from './terms.ts';

// What is expected where the cursor is, in a text that need not be a filter yet.

/** A place of a filter's text. Places count Unicode scalar values. */
export interface FilterPlace {
  /** The characters that a completion replaces: the first, and the one behind the last. */
  from: number;
  until: number;
  what: Expected;
}

/** What is expected, with what is written of it before the cursor. */
export type Expected =
  | { kind: 'field' | 'time'; typed: string }
  | { kind: 'value'; column: Compared; typed: string }
  /** Something that is not known in advance. */
  | { kind: 'anything' };

/** The term that is being written. */
interface Begun {
  begin: number;
  colon?: number;
  /** Whether a quote is open. */
  isQuoted: boolean;
}

/** What is expected in a text where so many characters are before the cursor. */
export function expected(text: string, cursor: number): FilterPlace {
  const chars = [...text];
  const here = Math.min(cursor, chars.length);
  const { begin, colon, isQuoted } = begun(chars.slice(0, here));
  const stops = (character: string) => (isQuoted ? character === '"' : ends(character));
  const stop = chars.findIndex((character, at) => at >= here && stops(character));
  const end = stop < 0 ? chars.length : stop;
  const until = isQuoted && stop >= 0 ? end + 1 : end;
  const typed = (from: number) => chars.slice(Math.min(from, here), here).join('');
  if (colon === undefined) {
    return { from: begin, until, what: isQuoted ? { kind: 'anything' } : { kind: 'field', typed: typed(begin) } };
  }
  const value = typed(colon + (isQuoted ? 2 : 1));
  return { from: colon + 1, until, what: behind(chars.slice(begin, colon).join(''), value) };
}

/** What is expected behind the colon of a name. */
function behind(name: string, typed: string): Expected {
  const field = fieldOf(name);
  switch (field) {
    case undefined:
    case 'at':
    case 'message':
      return { kind: 'anything' };
    case 'since':
    case 'until':
    case 'timestamp':
      return { kind: 'time', typed };
    default:
      return { kind: 'value', column: field, typed };
  }
}

function begun(chars: string[]): Begun {
  let term: Begun = { begin: 0, isQuoted: false };
  let isEscaped = false;
  chars.forEach((character, at) => {
    if (isEscaped) isEscaped = false;
    else if (character === '\\' && term.isQuoted) isEscaped = true;
    else if (character === '"') term.isQuoted = !term.isQuoted;
    else if (term.isQuoted) return;
    else if (character === '-' && term.begin === at) term.begin = at + 1;
    else if (character === ':' && term.colon === undefined) term.colon = at;
    else if (ends(character)) term = { begin: at + 1, isQuoted: false };
  });
  return term;
}

/** Whether a character ends a term. */
function ends(character: string): boolean {
  return isSpace(character) || character === '(' || character === ')';
}
