import type { StoredRecord } from '@acme/shared';

// From the records of a trace to its spans, as `linestamp serve` puts them together.
//
// Records that name a span, as OpenTelemetry's do (`span_id` and `parent_span_id` in the metadata),
// belong to that one. The others are put together by service, request and instance; such a span is
// within the shortest one that lasts from before it to after it.

/** What one service did for one request. */
export interface Span {
  id: string;
  parent: string | null;
  service: string;
  name: string;
  request_id?: string;
  instance_id?: string;
  from: number;
  until: number;
  /** How many of its records are errors. */
  errors: number;
  /** The numbers of its records. */
  records: number[];
}

interface Found {
  span: Span;
  /** Whether its parent is to be found by time. */
  isByTime: boolean;
}

/** Between the parts of an id that is put together; no id of a span has it. */
const BETWEEN = '\u001f';

/** The spans, in the order in which they begin. None is above itself. */
export function spansOf(records: StoredRecord[]): Span[] {
  const named = new Map<string, Found>();
  const byTime = new Map<string, Found>();
  const all: Found[] = [];
  for (const record of records) {
    const name = idOf(record, 'span_id');
    const [known, id] = name === null ? [byTime, placeOf(record)] : [named, name];
    let found = known.get(id);
    if (!found) {
      found = { span: begun(id, record), isByTime: name === null };
      known.set(id, found);
      all.push(found);
    }
    add(found.span, record);
  }
  const parents = new Map(all.map((found) => [found, parentOf(found, all, named)]));
  cutCircles(parents);
  return all.map((found) => ({ ...found.span, parent: parents.get(found)?.span.id ?? null }));
}

function begun(id: string, record: StoredRecord): Span {
  const { service, event_type, request_id, instance_id, timestamp } = record;
  return {
    ...{ id, parent: idOf(record, 'parent_span_id'), service, name: event_type ?? service },
    ...{ request_id, instance_id, from: timestamp, until: timestamp, errors: 0, records: [] },
  };
}

function add(span: Span, record: StoredRecord): void {
  span.until = Math.max(span.until, record.timestamp);
  span.errors += record.level === 'error' ? 1 : 0;
  span.records.push(record.seq);
  span.parent ??= idOf(record, 'parent_span_id');
}

function parentOf({ span, isByTime }: Found, all: Found[], named: Map<string, Found>): Found | undefined {
  if (span.parent !== null) return named.get(span.parent);
  return isByTime ? around(span, all) : undefined;
}

/** The shortest span that lasts longer than this one, from before it to after it. */
function around(inner: Span, all: Found[]): Found | undefined {
  let shortest: Found | undefined;
  for (const found of all) {
    const { from, until } = found.span;
    const isAround = from <= inner.from && inner.until <= until && lengthOf(found.span) > lengthOf(inner);
    if (isAround && (!shortest || lengthOf(found.span) < lengthOf(shortest.span))) shortest = found;
  }
  return shortest;
}

/** Takes the parent away from one member of each circle, so that every way up ends. */
function cutCircles(parents: Map<Found, Found | undefined>): void {
  /** On which way up each was seen. */
  const ways = new Map<Found, Found>();
  for (const start of parents.keys()) {
    let place = start;
    while (!ways.has(place)) {
      ways.set(place, start);
      const parent = parents.get(place);
      if (!parent) break;
      if (ways.get(parent) === start) parents.set(place, undefined);
      else place = parent;
    }
  }
}

/** An id out of the metadata. */
function idOf({ metadata }: StoredRecord, key: string): string | null {
  const value = metadata?.[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Who did it, of those who name no span. */
function placeOf({ service, request_id, instance_id }: StoredRecord): string {
  return [service, request_id ?? '', instance_id ?? ''].join(BETWEEN);
}

function lengthOf({ from, until }: Span): number {
  return until - from;
}
