import type { LogFilter, LogPage, LogRecord, MaybeRecord, StoredRecord } from './records.ts';
import type { LogsApi } from './services.ts';

const LOGS: StoredRecord[] = [];

/** Stands in for the logs service where there is no binding: scripts and unit tests. */
export class ConsoleLogs implements LogsApi {
  private readonly service: string;

  constructor(service: string) {
    this.service = service;
  }

  async write(record: MaybeRecord): Promise<void> {
    if (record) await this.writeBatch([record]);
  }

  async writeBatch(records: LogRecord[]): Promise<void> {
    for (const record of records) {
      const stored: StoredRecord = {
        id: crypto.randomUUID(),
        timestamp: Date.now(),
        service: this.service,
        environment: 'development',
        ...record,
      };
      LOGS.push(stored);
      console.log(JSON.stringify(stored));
    }
  }

  async query({ level, event_type, limit = 100 }: LogFilter): Promise<LogPage> {
    const records = LOGS.filter(
      (record) =>
        (level === undefined || record.level === level) &&
        (event_type === undefined || record.event_type === event_type),
    );
    return { records: records.slice(-limit).reverse(), cursor: null };
  }
}
