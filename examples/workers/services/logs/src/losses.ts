import type { LogRecord } from '@acme/shared';

// What this isolate could not do, until a record says so: one goes along with the next insert.

/** How many records are not said of yet. */
export interface Untold {
  /** Not stored. */
  lost: number;
  /** Stored, and not on the way to the backend. */
  unforwarded: number;
}

let untold: Untold = { lost: 0, unforwarded: 0 };

export function add(more: Partial<Untold>): void {
  untold = {
    lost: untold.lost + (more.lost ?? 0),
    unforwarded: untold.unforwarded + (more.unforwarded ?? 0),
  };
}

/** Takes what is to be said; it has to be added again if it could not be. */
export function take(): Untold {
  const taken = untold;
  untold = { lost: 0, unforwarded: 0 };
  return taken;
}

/** The records that say it. */
export function notesOf({ lost, unforwarded }: Untold): LogRecord[] {
  const notes: LogRecord[] = [];
  if (lost > 0) notes.push(loss(lost));
  if (unforwarded > 0) notes.push(gap(unforwarded));
  return notes;
}

function loss(lost: number): LogRecord {
  return /* @linestamp */ {
    level: 'error',
    event_type: 'log_records_lost',
    message: `${lost} records were lost: they could not be stored`,
    metadata: { lost },
  };
}

function gap(unforwarded: number): LogRecord {
  return /* @linestamp */ {
    level: 'error',
    event_type: 'log_records_not_forwarded',
    message: `${unforwarded} records are here and were not forwarded: the queue did not take them`,
    metadata: { unforwarded },
  };
}
