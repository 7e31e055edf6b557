/** What JSON has. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Deeper than any record may be, so that what is cut off here is refused for its depth. */
const MAX_DEPTH = 40;

/**
 * A value as JSON has it. RPC carries more than JSON can: big integers, dates, errors, maps, sets,
 * bytes, cycles, functions. What JSON would drop or choke on becomes something that can be read.
 */
export function plain(value: unknown): Json | undefined {
  return convert(value, [], false);
}

function convert(value: unknown, path: object[], inList: boolean): Json | undefined {
  switch (typeof value) {
    case 'string':
      // A half of a surrogate pair has no UTF-8.
      return value.toWellFormed();
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint': {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : value.toString();
    }
    case 'undefined':
      return inList ? null : undefined;
    case 'object':
      return value === null ? null : convertObject(value, path);
    default:
      // A function that came over RPC is a stub: to ask it anything would be a call.
      return `[${typeof value}]`;
  }
}

function convertObject(value: object, path: object[]): Json {
  if (path.includes(value)) return '[circular]';
  if (path.length > MAX_DEPTH) return '[too deep]';
  const below = [...path, value];
  if (Array.isArray(value)) return value.map((item) => convert(item, below, true) ?? null);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Set) return [...value].map((item) => convert(item, below, true) ?? null);
  if (value instanceof Map) return entries([...value].map(([key, of]) => [nameOf(key), of]), below);
  if (value instanceof Error) return error(value, below);
  if (value instanceof RegExp) return String(value);
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  return entries(Object.entries(value), below);
}

/** An error's own parts are not enumerable. */
function error(value: Error, below: object[]): Json {
  const { name, message, stack, cause } = value;
  return entries([...Object.entries({ name, message, stack, cause }), ...Object.entries(value)], below);
}

function entries(pairs: [string, unknown][], below: object[]): Json {
  const converted: [string, Json][] = [];
  for (const [key, value] of pairs) {
    const json = convert(value, below, false);
    if (json !== undefined) converted.push([key.toWellFormed(), json]);
  }
  return Object.fromEntries(converted);
}

function nameOf(key: unknown): string {
  return typeof key === 'string' ? key : (JSON.stringify(convert(key, [], false)) ?? 'undefined');
}
