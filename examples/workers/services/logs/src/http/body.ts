import { messageOf } from '@acme/shared';
import { badBody, tooLarge, unsupported } from './problem.ts';

// A body as it comes, unpacked, within the memory of an isolate.

/** How many bytes a body may have as it comes, and once it is unpacked. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Reads a body and unpacks it. */
export async function bodyOf(request: Request): Promise<Uint8Array> {
  const isPacked = isGzip(request.headers);
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > MOST_BYTES) throw tooMuch('send it in parts');
  const body = request.body ?? new Blob([]).stream();
  const packed = await gather(body, 'send it in parts');
  if (!isPacked) return packed;
  try {
    const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    return await gather(unpacked, 'it unpacks to more: send it in parts');
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw badBody(`the body is not packed as its Content-Encoding says: ${messageOf(cause)}`);
  }
}

/** The content type without its parameters; undefined where there is none. */
export function contentType(headers: Headers): string | undefined {
  return headers.get('content-type')?.split(';')[0]!.trim().toLowerCase();
}

function isGzip(headers: Headers): boolean {
  const encoding = (headers.get('content-encoding') ?? '').trim().toLowerCase();
  if (['', 'identity'].includes(encoding)) return false;
  if (['gzip', 'x-gzip'].includes(encoding)) return true;
  throw unsupported("the body's encoding has to be gzip or none");
}

/** What comes out of a stream, up to the limit. */
async function gather(stream: ReadableStream<Uint8Array>, remedy: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream) {
    length += part.byteLength;
    if (length > MOST_BYTES) throw tooMuch(remedy);
    parts.push(part);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

function tooMuch(remedy: string) {
  return tooLarge(`the body may have ${MOST_BYTES} bytes: ${remedy}`);
}
