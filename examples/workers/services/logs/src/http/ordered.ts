/** A value as JSON whose keys are in the order of their code points, as `linestamp serve` writes them. */
export function ordered(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(ordered).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([one], [other]) => byCodePoint(one, other));
  return `{${entries.map(([key, of]) => `${JSON.stringify(key)}:${ordered(of)}`).join(',')}}`;
}

/** `<` compares the halves of surrogate pairs, which come before U+E000. */
function byCodePoint(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return (one.codePointAt(at) ?? -1) - (other.codePointAt(at) ?? -1);
}
