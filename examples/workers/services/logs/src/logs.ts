import type { LogFilter, LogPage, LogRecord, LogsApi, MaybeRecord } from '@acme/shared';
import { WorkerEntrypoint } from 'cloudflare:workers';
import { complete } from './complete.ts';
import { applyRetention } from './retention.ts';
import { LogStore } from './store.ts';

/** Set in the binding's configuration, so each caller says who it is once and not per record. */
interface CallerProps {
  service?: string;
}

/** RPC offers every method of the class, so what is not for callers has a `#` name. */
export class LogsService extends WorkerEntrypoint<Env, CallerProps> implements LogsApi {
  private readonly store = new LogStore(this.env.DB);

  async write(record: MaybeRecord): Promise<void> {
    if (record) this.#keep([record]);
  }

  async writeBatch(records: LogRecord[]): Promise<void> {
    this.#keep(records.filter(Boolean));
  }

  async query(filter: LogFilter): Promise<LogPage> {
    return this.store.query(filter);
  }

  /**
   * Hands the work to `waitUntil` before anything is awaited: most callers do not wait for the
   * answer, and once they have returned, nothing that was merely pending would run.
   */
  #keep(records: LogRecord[]): void {
    const origin = {
      service: this.ctx.props?.service ?? 'unknown',
      environment: this.env.ENVIRONMENT,
    };
    const rows = records.map((record) => complete(record, origin));
    const work = this.store.insert(rows).catch((cause: unknown) => {
      console.error(`${rows.length} records lost`, cause);
    });
    this.ctx.waitUntil(work);
  }
}

export default {
  async fetch() {
    return new Response('the logs service answers RPC only\n', { status: 404 });
  },
  async scheduled(controller, env) {
    await applyRetention(env, controller.scheduledTime);
  },
} satisfies ExportedHandler<Env>;
