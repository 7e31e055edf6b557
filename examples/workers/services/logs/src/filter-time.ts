import { MAX_TIMESTAMP } from './columns.ts';
import { timeOf } from './settle.ts';

// Times as people tell them.

const UNITS: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** How a time is told. */
export const FILTER_TIME_HELP =
  'write 15m, 2h or 7d ago, a date such as 2025-11-13, or a time such as 2025-11-13T02:13:20Z';

/** The first millisecond that is meant, and how many. */
export function readTime(text: string, now: number): [millis: number, length: number] | undefined {
  if (text === 'now') return [now, 1];
  const [, number, unit = ''] = /^(\d+)(ms|s|m|h|d|w)$/.exec(text) ?? [];
  if (number) return [Math.max(now - Number(number) * UNITS[unit]!, 0), 1];
  // A year is no time, and no seconds either: one would not know which was meant.
  if (/^\d{11,}$/.test(text)) return Number(text) <= MAX_TIMESTAMP ? [Number(text), 1] : undefined;
  const day = timeOf(`${text}T00:00:00Z`);
  if (day !== undefined) return [day, UNITS.d!];
  const time = timeOf(text) ?? timeOf(`${text}Z`) ?? timeOf(`${text}:00Z`);
  return time === undefined ? undefined : [time, 1];
}
