// Ids of records: UUIDv7, in the order in which they are made.

let last = 0
let count = 0

/** A new id. Within a millisecond its 12 bits behind the version count. */
export function newId(): string {
  const now = Date.now()
  // The clock may stand still, or go back; the ids of an isolate ascend.
  if (now > last) {
    last = now
    count = 0
  } else if (++count > 0xfff) {
    last++
    count = 0
  }
  const time = last.toString(16).padStart(12, '0')
  // The rest is that of a random UUID: the variant and 62 random bits.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count.toString(16).padStart(3, '0')}${crypto.randomUUID().slice(18)}`
}
