import type { StoredRecord } from '@acme/shared';
import type { Term } from '../terms.ts';
import { asked, count, filterOf, text } from './asked.ts';
import type { Call } from './call.ts';
import { badRequest } from './problem.ts';
import { shown } from './shown.ts';

// `/v1/tail`: records as they arrive, as server-sent events. D1 tells nobody of an insert, so it is
// asked again and again. A Worker may ask only so often, so a tail ends now and then: its reader comes
// again with the last id that it was told, and misses nothing.

/** How long to wait where there was nothing new. */
const PAUSE_MS = 1_000;

/** How often a comment is sent where nothing else is, so that what is between keeps the connection. */
const ALIVE = 15;

/** How often one tail asks: a request may make 1,000 subrequests. */
const MOST_QUESTIONS = 900;

/** As many records are read at once: the largest have more than a megabyte. */
const PART = 50;

export async function tail(call: Call): Promise<Response> {
  const { own } = await call.who('read');
  const wanted = asked<{ filter: string; after: number }>(call.url, { filter: text, after: count });
  const terms = [...own, ...filterOf(wanted.filter)];
  const after = resumed(call.request.headers) ?? wanted.after;
  // The last of those that the caller may see: the last of all would tell of others' records.
  const start = after ?? (await call.store.last(own));
  const events = new Events(call, terms, start, after === undefined);
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const text = await events.next();
        if (text === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(text));
      },
      cancel: () => events.end(),
    },
    { highWaterMark: 0 },
  );
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'x-accel-buffering': 'no' };
  return new Response(body, { headers });
}

/** The events of one tail, as the reader takes them. */
class Events {
  private readonly call: Call;
  private readonly terms: Term[];
  private place: number;
  private tellsPlace: boolean;
  private questions = 0;
  private hasEnded = false;

  constructor(call: Call, terms: Term[], place: number, tellsPlace: boolean) {
    this.call = call;
    this.terms = terms;
    this.place = place;
    this.tellsPlace = tellsPlace;
  }

  end(): void {
    this.hasEnded = true;
  }

  /** What is next to send; undefined at the end. */
  async next(): Promise<string | undefined> {
    if (this.tellsPlace) {
      this.tellsPlace = false;
      return `id: ${this.place}\n\n`;
    }
    for (let quiet = 0; quiet < ALIVE; quiet++) {
      if (this.hasEnded || this.questions === MOST_QUESTIONS) return undefined;
      const records = await this.#ask();
      if (!records) return undefined;
      if (records.length > 0) return records.map(eventOf).join('');
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return ':\n\n';
  }

  /** What arrived since; undefined where it cannot be read, so that the reader comes again for it. */
  async #ask(): Promise<StoredRecord[] | undefined> {
    this.questions += 1;
    try {
      const { records, cursor } = await this.call.store.arrived(this.terms, this.place, PART);
      this.place = cursor;
      return records;
    } catch (cause) {
      console.error('the tail cannot be read', cause);
      return undefined;
    }
  }
}

function eventOf(record: StoredRecord): string {
  return `id: ${record.seq}\nevent: record\ndata: ${JSON.stringify(shown(record))}\n\n`;
}

/** The last event that a reader who comes again has seen. */
function resumed(headers: Headers): number | undefined {
  const id = headers.get('last-event-id');
  if (id === null) return undefined;
  if (/^\d{1,15}$/.test(id)) return Number(id);
  throw badRequest('Last-Event-ID has to be the `id` of an event of this tail');
}
