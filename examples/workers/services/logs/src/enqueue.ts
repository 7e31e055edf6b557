import type { CompleteRecord } from '@acme/shared';
import { bytesOf } from './columns.ts';
import { fitted } from './fit.ts';

// Records on their way to the queue: many in one message, which costs as much as one.

/** What a message holds. */
export interface Forwarded {
  records: CompleteRecord[];
  /** Whether D1 has yet to take them. */
  unstored?: true;
}

/** A message has 128,000 bytes at most, some of which the queue needs. */
const MAX_MESSAGE_BYTES = 120_000;

/** A record that is larger is cut, and says so: see `fitted`. */
const MAX_RECORD_BYTES = MAX_MESSAGE_BYTES - 1_000;

/** Puts records on the queue. Where it fails, some may be there: sent again, they have the same ids. */
export async function enqueue(
  queue: Queue<Forwarded>,
  records: CompleteRecord[],
  more: Omit<Forwarded, 'records'> = {},
): Promise<void> {
  for (const part of partsOf(records)) {
    await queue.send({ records: part, ...more }, { contentType: 'json' });
  }
}

function partsOf(records: CompleteRecord[]): CompleteRecord[][] {
  const parts: CompleteRecord[][] = [];
  let left = 0;
  for (const record of records) {
    const part = fitted(record, MAX_RECORD_BYTES);
    const size = bytesOf(JSON.stringify(part)) + 1;
    if (size > left) {
      parts.push([]);
      left = MAX_RECORD_BYTES;
    }
    parts.at(-1)!.push(part);
    left -= size;
  }
  return parts;
}
