import { FilterError } from './filter-error.ts';
import { Scanner } from './filter-scan.ts';
import { fieldOf, termOf, unknownField } from './filter-value.ts';
import type { Term } from './terms.ts';

// The filter language of `linestamp query`, in the parts that D1 can answer with its indexes. The
// rest is refused, with the place. README.md says which.
//
//   filter = [ any ]
//   any    = all { "or" all }
//   all    = term { [ "and" ] term }
//   term   = ( "-" | "not" ) term | "(" any ")" | field ":" value | text

const MAX_CHARS = 8192;

/** SQLite has a limit to how deep an expression may be: 100 in D1. */
const MAX_NESTING = 16;

/** D1 binds at most 100 values in a statement, and a test has four at most. */
const MAX_TESTS = 20;

/**
 * Reads a filter; times that are told by their distance are reckoned from `now`.
 *
 * @throws {FilterError} where the text is none, or says what cannot be done here
 */
export function parseFilter(text: string, now: number): Term {
  const scan = new Scanner(text);
  if (scan.chars.length > MAX_CHARS) {
    const what = `the filter has ${scan.chars.length} characters`;
    throw new FilterError([MAX_CHARS, scan.chars.length], what, `shorten it to ${MAX_CHARS}`);
  }
  scan.skipSpace();
  if (scan.peek() === undefined) return { kind: 'all', terms: [] };
  const term = new Parser(scan, now).any();
  if (scan.peek() === undefined) return term;
  const help = 'remove this parenthesis, or open one before it';
  throw new FilterError(scan.here(), 'nothing is open here', help);
}

class Parser {
  private readonly scan: Scanner;
  private readonly now: number;
  private depth = 0;
  private tests = 0;

  constructor(scan: Scanner, now: number) {
    this.scan = scan;
    this.now = now;
  }

  any(): Term {
    const terms = [this.all()];
    while (this.scan.takeJoint('or')) terms.push(this.all());
    return terms.length === 1 ? terms[0]! : { kind: 'any', terms };
  }

  private all(): Term {
    const terms = [this.term()];
    for (;;) {
      const joined = this.scan.takeJoint('and');
      const next = this.scan.peek();
      const isEnd = next === undefined || next === ')' || this.scan.joint() === 'or';
      if (isEnd && !joined) return terms.length === 1 ? terms[0]! : { kind: 'all', terms };
      terms.push(this.term());
    }
  }

  private term(): Term {
    this.depth += 1;
    if (this.depth > MAX_NESTING) {
      const what = `the filter is nested deeper than ${MAX_NESTING} levels`;
      const help = 'write it with fewer parentheses and negations';
      throw new FilterError(this.scan.here(), what, help);
    }
    const term = this.negation() ?? this.group() ?? this.test();
    this.depth -= 1;
    this.scan.skipSpace();
    return term;
  }

  private negation(): Term | undefined {
    const negates = this.scan.takeJoint('not') || this.scan.take('-');
    return negates ? { kind: 'not', term: this.term() } : undefined;
  }

  private group(): Term | undefined {
    const open = this.scan.here();
    if (!this.scan.take('(')) return undefined;
    this.scan.skipSpace();
    const inner = this.any();
    if (this.scan.take(')')) return inner;
    throw new FilterError(open, 'this parenthesis is never closed', 'close it');
  }

  private test(): Term {
    const next = this.scan.peek();
    if (next === undefined || next === ')' || /\s/.test(next) || this.scan.joint()) {
      const help = 'write a word or `column:value`; a word that is meant itself goes in quotes';
      throw new FilterError(this.scan.here(), 'something is missing here', help);
    }
    this.tests += 1;
    const word = this.scan.word(true);
    if (this.tests > MAX_TESTS) {
      const help = 'ask in parts, or send records on to `linestamp serve`';
      throw new FilterError(word.at, `there are more than ${MAX_TESTS} tests`, help);
    }
    if (word.quoted || !this.scan.take(':')) return { kind: 'holds', text: word.text };
    const field = fieldOf(word.text);
    if (!field) throw unknownField(word);
    return termOf(field, word, this.scan, this.now);
  }
}
