import type { Call } from './call.ts';
import { notFound } from './problem.ts';
import { shown } from './shown.ts';
import { spansOf } from './spans.ts';

// `/v1/traces/:id`: one trace, across services.

/** The most records of a trace. */
const LONGEST = 5_000;

/** A trace, its records and spans in the order of time. */
export async function trace(call: Call): Promise<Response> {
  const { own } = await call.who('read');
  const trace_id = call.named;
  const { records, next } = await call.store.page({
    terms: [...own, { kind: 'is', column: 'trace_id', text: trace_id }],
    order: 'oldest',
    limit: LONGEST,
  });
  const [first, last] = [records.at(0), records.at(-1)];
  if (!first || !last) throw notFound(`there is no record of a trace ${JSON.stringify(trace_id)}`);
  return Response.json({
    trace_id,
    from: first.timestamp,
    until: last.timestamp,
    records: records.map(shown),
    spans: spansOf(records),
    truncated: next !== null,
  });
}
