import type {
  BatchResult,
  LogFilter,
  LogPage,
  LogsApi,
  LogStats,
  LogArrivals,
  MaybeRecord,
  StoredRecord,
  TailQuery,
} from '@acme/shared';
import { WorkerEntrypoint } from 'cloudflare:workers';
import { deliver } from './deliver.ts';
import type { Forwarded } from './enqueue.ts';
import { answer } from './http/api.ts';
import type { Origin } from './intake.ts';
import { counts, keepBatch, keepOne, placesOf } from './keep.ts';
import { applyRetention } from './retention.ts';

/** Set in the binding's configuration, so each caller says who it is once and not per record. */
interface CallerProps {
  service?: string;
}

/** RPC offers every method of the class, so what is not for callers has a `#` name. */
export class LogsService extends WorkerEntrypoint<Env, CallerProps> implements LogsApi {
  private readonly places = placesOf(this.env);
  private readonly store = this.places.store;

  async write(record: MaybeRecord): Promise<void> {
    if (record) this.#outlive(keepOne(this.places, record, this.#origin()));
  }

  async writeBatch(records: MaybeRecord[]): Promise<BatchResult> {
    return this.#outlive(keepBatch(this.places, records, this.#origin()));
  }

  async query(filter: LogFilter): Promise<LogPage> {
    return this.store.query(filter);
  }

  async get(id: string): Promise<StoredRecord | null> {
    return this.store.get(id);
  }

  async stats(): Promise<LogStats> {
    return { ...(await this.store.stats()), isolate: { ...counts } };
  }

  // @ts-expect-error The base class has this name for the events of a tail Worker, and this is none.
  async tail(query: TailQuery): Promise<LogArrivals> {
    return this.store.tail(query);
  }

  #origin(): Origin {
    return {
      service: this.ctx.props?.service ?? 'unknown',
      environment: this.env.ENVIRONMENT,
      now: Date.now(),
    };
  }

  /**
   * Hands the work to `waitUntil` before anything is awaited: most callers do not wait for the
   * answer, and once they have returned, nothing that was merely pending would run.
   */
  #outlive<T>(work: Promise<T>): Promise<T> {
    this.ctx.waitUntil(work.catch(() => {}));
    return work;
  }
}

export default {
  fetch: answer,
  async scheduled(controller, env) {
    await applyRetention(env, controller.scheduledTime);
  },
  queue: deliver,
} satisfies ExportedHandler<Env, Forwarded>;
