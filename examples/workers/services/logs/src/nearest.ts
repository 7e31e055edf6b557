/** The word that is most like this one, if one is like it: by two changes at most, and by half of it. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((other) => ({ other, far: distance([...word.toLowerCase()], [...other]) }))
    .sort((one, two) => one.far - two.far || (one.other < two.other ? -1 : 1));
  const best = ranked[0];
  return best && best.far <= 2 && best.far * 2 <= [...word].length ? best.other : undefined;
}

/** How many characters have to be put in, taken out, changed, or exchanged with the next one. */
function distance(one: string[], two: string[]): number {
  let above: number[] = [];
  let row = Array.from({ length: two.length + 1 }, (_, at) => at);
  one.forEach((character, at) => {
    const before = above;
    above = row;
    row = [at + 1];
    two.forEach((other, place) => {
      const change = above[place]! + (character === other ? 0 : 1);
      const isExchanged = at > 0 && place > 0 && character === two[place - 1] && one[at - 1] === other;
      const exchange = isExchanged ? before[place - 1]! + 1 : Infinity;
      row.push(Math.min(change, above[place + 1]! + 1, row[place]! + 1, exchange));
    });
  });
  return row.at(-1)!;
}
