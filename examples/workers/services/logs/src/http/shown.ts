import type { StoredRecord } from '@acme/shared';

/** A clock is far off from a minute ahead on, and from a day behind on. */
const AHEAD_MS = 60_000;
const BEHIND_MS = 86_400_000;

/** A record as it is answered: first what the store added, and how its clock was off, if it was. */
export function shown({ seq, received_at, ...record }: StoredRecord) {
  const ahead = record.timestamp - received_at;
  const clock = ahead > AHEAD_MS ? 'ahead' : ahead < -BEHIND_MS ? 'behind' : undefined;
  return { seq, received_at, clock, ...record };
}
