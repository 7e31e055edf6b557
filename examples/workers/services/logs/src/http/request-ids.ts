// Ids that the same request makes again, so that it can be sent again: the same as those of
// `linestamp serve`.

/** The values, with an id for each record that has none. */
export function withIds(values: unknown[], workspace: string, key: string): Promise<unknown[]> {
  return Promise.all(
    values.map(async (value, index) => {
      const lacksId = isRecord(value) && (value.id === undefined || value.id === null);
      return lacksId ? { ...value, id: await idOf(workspace, key, index) } : value;
    }),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The first half of the SHA-256 of both texts, each behind its length, and the place. */
async function idOf(workspace: string, key: string, index: number): Promise<string> {
  const parts = [workspace, key].map((text) => new TextEncoder().encode(text));
  const hashed = new Blob(parts.flatMap((part) => [number(part.length), part]).concat(number(index)));
  const digest = await crypto.subtle.digest('SHA-256', await hashed.arrayBuffer());
  const half = Array.from(new Uint8Array(digest, 0, 16));
  return half.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A number in eight bytes, the most significant first. */
function number(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}
