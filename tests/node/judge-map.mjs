// Promise 5: a segment at each token and at both ends of each insertion; every original position
// maps to itself, inserted text is unmapped.
import { TraceMap, decodedMappings } from '@jridgewell/trace-mapping';

// The offset of each line's start. Lines end where ECMAScript ends them; a byte order mark at the
// start of the file takes no column.
function lineStarts(text) {
  const starts = [text.startsWith('\ufeff') ? 1 : 0];
  for (const match of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(match.index + match[0].length);
  return starts;
}

export function judgeMap({ before, after, inserted, isInserted, map, tokens }) {
  const [originals, generated] = [lineStarts(before), lineStarts(after)];
  const segments = new Map();
  const all = decodedMappings(new TraceMap(map)).flatMap((line, index) =>
    line.map((segment) => ({ at: generated[index] + segment[0], segment })),
  );
  all.forEach(({ at, segment }, index) => {
    segments.set(at, segment.length);
    if (segment.length === 1) return;
    const from = originals[segment[2]] + segment[3];
    const length = (all[index + 1]?.at ?? after.length) - at;
    if (before.slice(from, from + length) !== after.slice(at, at + length)) {
      throw new Error(`offset ${at} maps to ${from}, where other text stands`);
    }
  });
  for (const token of tokens) {
    const start = token.getStart();
    if (!isInserted(start) && !(segments.get(start) > 1)) {
      throw new Error(`the token ${JSON.stringify(token.getText().slice(0, 40))} at ${start} has no segment`);
    }
  }
  for (const [from, to] of inserted) {
    if (segments.get(from) !== 1) throw new Error(`the insertion at ${from} is mapped`);
    if (to < after.length && !isInserted(to) && !(segments.get(to) > 1)) {
      throw new Error(`the end of the insertion at ${from} has no segment`);
    }
  }
}
