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

export type StoredRecord = LogRecord &
  Required<Pick<LogRecord, 'id' | 'timestamp' | 'service' | 'environment'>>;

export interface LogFilter {
  workspace_id?: string;
  trace_id?: string;
  request_id?: string;
  service?: string;
  event_type?: string;
  level?: Level;
  /** Unix milliseconds, inclusive. */
  since?: number;
  /** Unix milliseconds, exclusive. */
  until?: number;
  /** A part of the message. */
  text?: string;
  limit?: number;
  /** As returned with the page before. */
  cursor?: string;
}

export interface LogPage {
  records: StoredRecord[];
  cursor: string | null;
}

export function isLevel(value: unknown): value is Level {
  return LEVELS.includes(value as Level);
}
