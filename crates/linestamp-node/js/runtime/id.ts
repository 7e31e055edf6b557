// Ids of records: UUIDv7, in the order in which they are made.

let last = 0n

/** A new id. Behind the milliseconds are 12 bits, which count within one. */
export function newId(): string {
  const now = BigInt(Date.now()) << 12n
  // The clock may stand still, or go back; the ids of an isolate ascend.
  last = now > last ? now : last + 1n
  const digits = last.toString(16).padStart(15, '0').replace(/(.{8})(.{4})/, '$1-$2-7')
  // The rest is that of a random UUID: the variant and 62 random bits.
  return digits + crypto.randomUUID().slice(18)
}
