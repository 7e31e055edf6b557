import type { CompleteRecord } from '@acme/shared';
import { bytesOf } from './columns.ts';

/** The key of the metadata under which is said what was cut, as the Rust client says it. */
const MARK = 'linestamp.truncated';

/** Room for the mark itself. */
const MARK_BYTES = 2048;

/** How many names the mark has at most. */
const NAMED = 20;

/**
 * The record in as many bytes of JSON at most. Where it is larger, its largest parts are cut: the
 * message is shortened, values of the metadata are left out. `linestamp.truncated` in the metadata
 * says how much there was, in characters of the message and bytes of JSON of a value.
 */
export function fitted(record: CompleteRecord, most: number): CompleteRecord {
  let left = bytesOf(JSON.stringify(record)) - most;
  if (left <= 0) return record;
  left += MARK_BYTES;
  const cut: Record<string, number> = {};
  const metadata = { ...record.metadata };
  let message = record.message;
  const values = Object.entries(metadata)
    .map(([key, value]) => ({ key, bytes: bytesOf(JSON.stringify(value) ?? '') }))
    .sort((one, other) => other.bytes - one.bytes);
  for (const { key, bytes } of values) {
    // The message says most, so it is what stays longest, but for a half of what is too large.
    if (left <= 0 || bytesOf(JSON.stringify(message)) > Math.max(bytes, left * 2)) break;
    delete metadata[key];
    left -= bytes + bytesOf(JSON.stringify(key)) + 2;
    if (Object.keys(cut).length < NAMED) cut[key.slice(0, 64)] = bytes;
  }
  if (left > 0) {
    cut.message = [...message].length;
    message = shortened(message, Math.max(bytesOf(JSON.stringify(message)) - left, 0));
  }
  const before = metadata[MARK] as Record<string, number> | undefined;
  return { ...record, message, metadata: { ...metadata, [MARK]: { ...before, ...cut } } };
}

/** The start of a text, in as many bytes of JSON at most, with a mark that there was more. */
function shortened(text: string, most: number): string {
  let kept = text;
  for (let bytes = bytesOf(JSON.stringify(kept)); bytes > most && kept; ) {
    kept = kept.slice(0, Math.floor((kept.length * most) / bytes));
    // The cut may have halved a character.
    kept = kept.toWellFormed().replace(/\uFFFD$/, '');
    bytes = bytesOf(JSON.stringify(kept));
  }
  return `${kept}…`;
}
