import { describeError } from './errors.ts';
import { isEnabled, type Level } from './levels.ts';

export type Fields = Record<string, unknown>;

export interface LoggerOptions {
  level?: Level;
  /** What each line has. */
  fields?: Fields;
}

/** One JSON object a line on the console, where Workers Logs picks it up. */
export class Logger {
  private readonly level: Level;
  private readonly fields: Fields;

  constructor({ level = 'debug', fields = {} }: LoggerOptions = {}) {
    this.level = level;
    this.fields = fields;
  }

  /** A logger whose lines have more fields. */
  child(fields: Fields): Logger {
    return new Logger({ level: this.level, fields: { ...this.fields, ...fields } });
  }

  debug(message: string, fields?: Fields): void {
    this.#log('debug', message, fields);
  }

  info(message: string, fields?: Fields): void {
    this.#log('info', message, fields);
  }

  warn(message: string, fields?: Fields): void {
    this.#log('warn', message, fields);
  }

  /** Takes an error in place of the fields, too. */
  error(message: string, fields?: Fields | Error): void {
    this.#log('error', message, fields instanceof Error ? { error: describeError(fields) } : fields);
  }

  #log(level: Level, message: string, fields?: Fields): void {
    if (!isEnabled(level, this.level)) return;
    console[level](JSON.stringify({ time: new Date().toISOString(), level, message, ...this.fields, ...fields }));
  }
}

export function createLogger(options?: LoggerOptions): Logger {
  return new Logger(options);
}

/** The logger of a service that needs no other. */
export const logger = createLogger();
