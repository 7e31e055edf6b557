import { FilterError } from './filter-error.ts';

/** A word, or a text in quotes. */
export interface Word {
  text: string;
  /** Whether it was in quotes, so that nothing in it means anything else. */
  quoted: boolean;
  at: [from: number, until: number];
}

const ESCAPES: Record<string, string> = { '"': '"', '\\': '\\', n: '\n', r: '\r', t: '\t' };

/** Goes through the text of a filter. Places count Unicode scalar values. */
export class Scanner {
  readonly chars: string[];
  place = 0;

  constructor(text: string) {
    this.chars = [...text];
  }

  peek(): string | undefined {
    return this.chars[this.place];
  }

  /** The next character, as a place. */
  here(): [number, number] {
    return [this.place, Math.min(this.place + 1, this.chars.length)];
  }

  /** Takes these characters, if they are next. */
  take(wanted: string): boolean {
    const takes = this.chars.slice(this.place, this.place + wanted.length).join('') === wanted;
    if (takes) this.place += wanted.length;
    return takes;
  }

  skipSpace(): void {
    while (isSpace(this.peek())) this.place += 1;
  }

  /** The word `and`, `or` or `not`, if it stands here by itself. */
  joint(): string | undefined {
    let end = this.place;
    while (/[a-z]/i.test(this.chars[end] ?? '')) end += 1;
    const next = this.chars[end];
    const word = this.chars.slice(this.place, end).join('').toLowerCase();
    const isAlone = next === undefined || isSpace(next) || next === '(' || next === ')';
    return isAlone && ['and', 'or', 'not'].includes(word) ? word : undefined;
  }

  /** Takes that word and the space behind it. */
  takeJoint(wanted: string): boolean {
    if (this.joint() !== wanted) return false;
    this.place += wanted.length;
    this.skipSpace();
    return true;
  }

  /** The next word: up to space, a parenthesis, a quote, and a colon if that ends it. */
  word(toColon: boolean): Word {
    if (this.peek() === '"') return this.quoted();
    const begin = this.place;
    for (let next = this.peek(); next !== undefined; next = this.peek()) {
      if (isSpace(next) || '()"'.includes(next) || (toColon && next === ':')) break;
      this.place += 1;
    }
    const text = this.chars.slice(begin, this.place).join('');
    return { text, quoted: false, at: [begin, this.place] };
  }

  private quoted(): Word {
    const begin = this.place;
    this.place += 1;
    let text = '';
    for (;;) {
      const next = this.chars[this.place++];
      if (next === undefined) {
        const help = 'close it, or write `\\"` for a quote within a text in quotes';
        throw new FilterError([begin, begin + 1], 'this quote is never closed', help);
      }
      if (next === '"') return { text, quoted: true, at: [begin, this.place] };
      text += next === '\\' ? this.escaped() : next;
    }
  }

  private escaped(): string {
    const begin = this.place - 1;
    const escape = this.chars[this.place++] ?? '';
    const meant = escape === 'u' ? this.scalar() : ESCAPES[escape];
    if (meant !== undefined) return meant;
    const help = 'known are \\" \\\\ \\n \\r \\t and \\u{1f600}';
    const at: [number, number] = [begin, Math.min(this.place, this.chars.length)];
    throw new FilterError(at, 'this escape means nothing', help);
  }

  /** The character whose number is here, in braces. */
  private scalar(): string | undefined {
    const rest = this.chars.slice(this.place, this.place + 8).join('');
    const digits = /^\{([0-9a-f]{1,6})\}/i.exec(rest)?.[1];
    const number = parseInt(digits ?? '', 16);
    const isScalar = number <= 0x10ffff && !(number >= 0xd800 && number <= 0xdfff);
    if (!digits || !isScalar) return undefined;
    this.place += digits.length + 2;
    return String.fromCodePoint(number);
  }
}

export function isSpace(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character);
}
