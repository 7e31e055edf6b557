import {
  LEVELS,
  type BatchResult,
  type Level,
  type LogFilter,
  type LogPage,
  type LogStats,
  type LogArrivals,
  type MaybeRecord,
  type StoredRecord,
  type FollowQuery,
} from './records.ts';
import type { LogsApi } from './services.ts';

const LOGS: StoredRecord[] = [];

/** Stands in for the logs service where there is no binding: scripts and unit tests. */
export class ConsoleLogs implements LogsApi {
  private readonly service: string;

  constructor(service: string) {
    this.service = service;
  }

  async write(record: MaybeRecord): Promise<void> {
    await this.writeBatch([record]);
  }

  async writeBatch(records: MaybeRecord[]): Promise<BatchResult> {
    const meant = records.filter((record) => !!record);
    for (const record of meant) {
      const now = Date.now();
      const stored: StoredRecord = {
        id: crypto.randomUUID(),
        timestamp: now,
        service: this.service,
        environment: 'development',
        ...record,
        seq: LOGS.length + 1,
        received_at: now,
      };
      LOGS.push(stored);
      console.log(JSON.stringify(stored));
    }
    return { accepted: meant.length, duplicates: 0, refused: [] };
  }

  async query({ limit = 100, ...filter }: LogFilter): Promise<LogPage> {
    return { records: matching(filter).slice(-limit).reverse(), cursor: null };
  }

  async get(id: string): Promise<StoredRecord | null> {
    return LOGS.find((record) => record.id === id) ?? null;
  }

  async stats(): Promise<LogStats> {
    const times = LOGS.map((record) => record.timestamp);
    const count = (level: Level) => LOGS.filter((record) => record.level === level).length;
    return {
      records: LOGS.length,
      by_level: Object.fromEntries(LEVELS.map((level) => [level, count(level)])) as LogStats['by_level'],
      oldest: times.length > 0 ? Math.min(...times) : null,
      newest: times.length > 0 ? Math.max(...times) : null,
      last_seq: LOGS.length,
      database_bytes: 0,
      isolate: { accepted: LOGS.length, duplicates: 0, refused: 0, lost: 0, unforwarded: 0 },
    };
  }

  async follow({ after = LOGS.length, limit = 100, ...filter }: FollowQuery): Promise<LogArrivals> {
    const records = matching(filter).filter((record) => record.seq > after).slice(0, limit);
    return { records, cursor: records.at(-1)?.seq ?? Math.max(after, LOGS.length) };
  }
}

function matching({ level, event_type }: LogFilter): StoredRecord[] {
  return LOGS.filter(
    (record) =>
      (level === undefined || record.level === level) &&
      (event_type === undefined || record.event_type === event_type),
  );
}
