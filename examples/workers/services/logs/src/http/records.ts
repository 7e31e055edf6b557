import { placeOf, type Place } from '../stored.ts';
import type { Compared, Term } from '../terms.ts';
import { asked, count, filterOf, limited, numberOf, order, text, word } from './asked.ts';
import type { Call } from './call.ts';
import { badRequest, notFound } from './problem.ts';
import { shown } from './shown.ts';

// `/v1/records`: records by a filter, a page at a time; one by its number; what happened around it.

/** The most records of one answer. */
const MOST = 1000;

export async function list(call: Call): Promise<Response> {
  const { own } = await call.who('read');
  const wanted = asked<{ filter: string; limit: number; order: 'newest' | 'oldest'; after: string }>(
    call.url,
    { filter: text, limit: count, order, after: text },
  );
  const after = wanted.after === undefined ? undefined : cursorOf(wanted.after);
  const { records, next } = await call.store.page({
    terms: [...own, ...filterOf(wanted.filter)],
    order: wanted.order ?? 'newest',
    after,
    limit: limited(wanted.limit ?? 100, MOST),
  });
  return Response.json({ records: records.map(shown), next: next && `${next.timestamp}-${next.seq}` });
}

export async function one(call: Call): Promise<Response> {
  const { own } = await call.who('read');
  return Response.json(shown(await recordAt(call, own)));
}

export async function context(call: Call): Promise<Response> {
  const { own } = await call.who('read');
  const number = numberOf(call.named);
  const wanted = asked<{ by: By; before: number; after: number }>(call.url, { by: word(...(Object.keys(BY) as By[])), before: count, after: count });
  if (!wanted.by) throw badRequest('Failed to deserialize query string: missing field `by`');
  const record = await recordAt(call, own, number);
  const terms = [...own, ...sameAs(record, wanted.by)];
  const beside = async (order: 'newest' | 'oldest', limit: number) => {
    if (limit === 0) return [];
    const page = { terms, order, after: placeOf(record), limit: Math.min(limit, MOST) };
    return (await call.store.page(page)).records.map(shown);
  };
  const before = (await beside('newest', wanted.before ?? 20)).reverse();
  const after = await beside('oldest', wanted.after ?? 20);
  return Response.json({ by: wanted.by, before, record: shown(record), after });
}

/** `DELETE /v1/records`: they are removed for good. */
export async function remove(call: Call): Promise<Response> {
  const { own } = await call.who('admin');
  const { filter } = asked<{ filter: string }>(call.url, { filter: text });
  if (!filter?.trim()) {
    throw badRequest('an empty filter means every record: write `id:*` if that is meant');
  }
  return Response.json({ deleted: await call.store.deleteMeant([...own, ...filterOf(filter)]) });
}

/** What records have in common. */
const BY = { request: 'request_id', trace: 'trace_id', instance: 'instance_id', service: 'service' } as const;

type By = keyof typeof BY;

/** A tenant's ids are its own: records of another workspace with the same id are not meant. */
function sameAs(record: Partial<Record<Compared, string>>, by: By): Term[] {
  const value = record[BY[by]];
  if (value === undefined) throw badRequest(`the record has no ${BY[by]}: ask by another`);
  const same: Term = { kind: 'is', column: BY[by], text: value };
  const { workspace_id: workspace } = record;
  return workspace === undefined ? [same] : [same, { kind: 'is', column: 'workspace_id', text: workspace }];
}

async function recordAt(call: Call, own: Term[], number = numberOf(call.named)) {
  const found = await call.store.at(number, own);
  if (found) return found;
  throw notFound(`there is no record ${number}: it has expired, or was deleted`);
}

function cursorOf(text: string): Place {
  const [, timestamp, seq] = /^(\d{1,15})-(\d{1,15})$/.exec(text) ?? [];
  if (timestamp === undefined || seq === undefined) {
    throw badRequest('a cursor is what an earlier answer gave as `next`, unchanged');
  }
  return { timestamp: Number(timestamp), seq: Number(seq) };
}
