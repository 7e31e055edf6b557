import { logsLost, type LogsEnv } from './log-event.ts';
import type { LogRecord } from './records.ts';

/**
 * Collects the records of one piece of work and sends them in one call: a batch costs a small
 * part of what as many single calls cost. Where records go in, they say where they come from.
 */
export class LogBuffer {
  private readonly env: LogsEnv;
  private records: LogRecord[] = [];

  constructor(env: LogsEnv) {
    this.env = env;
  }

  add(record: LogRecord): void {
    this.records.push({ timestamp: Date.now(), ...record });
  }

  /** Never rejects: what cannot be logged must not be what breaks the work. */
  async flush(): Promise<void> {
    const records = this.records.splice(0);
    if (records.length > 0) await this.env.LOGS.writeBatch(records).catch(logsLost);
  }
}
