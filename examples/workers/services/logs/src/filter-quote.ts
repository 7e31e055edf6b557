/** A value as it is written behind a colon: in quotes where it has to be. */
export function quoted(text: string): string {
  const isPlain = /^[\w./:][\w./:-]*$/.test(text) && !text.includes('..');
  return isPlain ? text : `"${[...text].map(escaped).join('')}"`;
}

const ESCAPES: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const known = ESCAPES[character];
  if (known) return known;
  return /\p{Cc}/u.test(character) ? `\\u{${character.codePointAt(0)!.toString(16)}}` : character;
}
