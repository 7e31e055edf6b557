import { messageOf } from '@acme/shared';
import { keepBatch } from '../keep.ts';
import { RefusedValue } from '../settle.ts';
import { bodyOf, contentType } from './body.ts';
import type { Call } from './call.ts';
import { badBody, storeFailed, tooLarge, unsupported } from './problem.ts';
import { withIds } from './request-ids.ts';

// `POST /v1/records`: a record, an array of records, or a record a line.

/** D1 takes about 60 µs for a record, and an answer is waited for. */
const MOST_RECORDS = 10_000;

/** Answers once the records are committed. */
export async function ingest(call: Call): Promise<Response> {
  const { workspace } = await call.who('ingest');
  const { headers } = call.request;
  const saidLines = areLines(headers);
  const key = keyOf(headers);
  const body = await bodyOf(call.request);
  const read = (saidLines ?? !startsArray(body)) ? linesOf(body) : documentOf(body);
  if (read.length > MOST_RECORDS) {
    throw tooLarge(`a request may have ${MOST_RECORDS} records: send them in parts`);
  }
  const values = key === undefined ? read : await withIds(read, workspace ?? '', key);
  const origin = { environment: call.env.ENVIRONMENT, workspace, now: Date.now() };
  try {
    const { accepted, duplicates, refused } = await keepBatch(call.places, values, origin);
    return Response.json({ stored: accepted, duplicates, refused });
  } catch (cause) {
    throw storeFailed(cause);
  }
}

/** Whether a body is a record a line; undefined where it does not say what it is. */
function areLines(headers: Headers): boolean | undefined {
  switch (contentType(headers)) {
    case undefined:
      return undefined;
    case 'application/json':
      return false;
    case 'application/x-ndjson':
    case 'application/ndjson':
    case 'application/jsonl':
      return true;
    default:
      throw unsupported(
        'the body has to be `application/json` (a record or an array of them) or ' +
          '`application/x-ndjson` (a record a line)',
      );
  }
}

/** What makes the ids of records that have none. */
function keyOf(headers: Headers): string | undefined {
  const key = headers.get('idempotency-key');
  if (key === null) return undefined;
  if (/^[\t\x20-\x7e]{1,256}$/.test(key)) return key;
  throw badBody('an Idempotency-Key has from 1 to 256 visible ASCII characters');
}

/** A value for each line that is not empty; one that is no JSON says so, and costs no other. */
function linesOf(body: Uint8Array): unknown[] {
  const values: unknown[] = [];
  for (let from = 0; from < body.length; ) {
    const end = body.indexOf(NEWLINE, from);
    const until = end < 0 ? body.length : end;
    const line = body.subarray(from, until);
    if (!line.every((byte) => SPACES.includes(byte))) values.push(lineOf(line));
    from = until + 1;
  }
  return values;
}

function lineOf(line: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(line));
  } catch (cause) {
    return new RefusedValue('record', `is no JSON: ${messageOf(cause)}`);
  }
}

/** The elements of an array, or the one value that is no array. */
function documentOf(body: Uint8Array): unknown[] {
  try {
    const value: unknown = JSON.parse(textOf(body));
    return Array.isArray(value) ? value : [value];
  } catch (cause) {
    throw badBody(
      `the body is no JSON: ${messageOf(cause)}; a record a line is \`application/x-ndjson\``,
    );
  }
}

function startsArray(body: Uint8Array): boolean {
  return body.find((byte) => !SPACES.includes(byte)) === '['.charCodeAt(0);
}

/** The text of some bytes, which have to be UTF-8. */
function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const NEWLINE = 10;
const SPACES = [9, 10, 12, 13, 32];
