export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type Level = (typeof LEVELS)[number];

export type Environment = 'production' | 'staging' | 'development';

/**
 * One log record as it travels. Only level and message are required: the logs service fills in
 * id, timestamp and environment, and knows the calling service from its binding.
 */
export interface LogRecord {
  id?: string;
  timestamp?: number;
  level: Level;
  service?: string;
  environment?: Environment;
  event_type?: string;
  message: string;
  /** Filled in at build time; nobody writes it by hand. */
  source_location?: string;
  trace_id?: string;
  request_id?: string;
  workspace_id?: string;
  project_id?: string;
  user_id?: string;
  version?: string;
  instance_id?: string;
  metadata?: Record<string, unknown>;
}

/** What `write` takes: a falsy record is dropped, so that `slow && { … }` reads well. */
export type MaybeRecord = LogRecord | false | null | undefined;

/** A record with nothing left to fill in. */
export type CompleteRecord = LogRecord &
  Required<Pick<LogRecord, 'id' | 'timestamp' | 'service' | 'environment'>>;

/** A record as the store gives it back. */
export type StoredRecord = CompleteRecord & {
  /** Its place in the order of arrival: larger than that of every record that arrived before. */
  seq: number;
  /** When it arrived, in Unix milliseconds by the clock of the logs service. */
  received_at: number;
};

/** Why one record of a batch was not taken. */
export interface RefusedRecord {
  /** Which one of the batch, from 0. */
  index: number;
  /** The field that is to blame; `record` for the whole. */
  field: string;
  /** What is wrong with it and what to do: "is missing: give the record one". */
  reason: string;
}

/** What became of a batch. The three numbers add up to how many records there were. */
export interface BatchResult {
  /** New ones, which are committed. */
  accepted: number;
  /** Those whose id was there before; the first record stays. */
  duplicates: number;
  refused: RefusedRecord[];
}

/** Every condition that is given has to hold. */
export interface LogFilter {
  workspace_id?: string;
  trace_id?: string;
  request_id?: string;
  service?: string;
  environment?: Environment;
  event_type?: string;
  level?: Level;
  /** Unix milliseconds, inclusive. */
  since?: number;
  /** Unix milliseconds, exclusive. */
  until?: number;
  /** A part of the message, whatever its case. */
  text?: string;
  /** The same and more in the filter language: `level:>=warn "timed out" -event:health`. */
  filter?: string;
  /** At most 500; 100 unless given. */
  limit?: number;
  /** As returned with the page before. */
  cursor?: string;
}

/** Newest first. */
export interface LogPage {
  records: StoredRecord[];
  /** Where the next page starts; null on the last one. */
  cursor: string | null;
}

export interface TailQuery extends Omit<LogFilter, 'cursor'> {
  /** The cursor of the answer before; without one, it starts with what arrives next. */
  after?: number;
}

/** What arrived behind a cursor, first come first. */
export interface LogArrivals {
  records: StoredRecord[];
  /** Where to go on, also where no record was meant. */
  cursor: number;
}

export interface LogStats {
  records: number;
  by_level: Record<Level, number>;
  /** The records' own times, in Unix milliseconds; null where there are none. */
  oldest: number | null;
  newest: number | null;
  /** The place of the last arrival, which is the cursor for `tail`. */
  last_seq: number;
  database_bytes: number;
  /** Since the isolate that answers was started; another one counts for itself. */
  isolate: LogCounts;
}

export interface LogCounts {
  accepted: number;
  duplicates: number;
  refused: number;
  /** Out of `write`, and not stored because D1 failed. The next insert leaves a record of them. */
  lost: number;
  /** Stored, and not forwarded because the queue failed. The next insert leaves a record of them. */
  unforwarded: number;
}

export function isLevel(value: unknown): value is Level {
  return LEVELS.includes(value as Level);
}
