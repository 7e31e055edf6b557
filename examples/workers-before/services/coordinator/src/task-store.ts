import type { Scope, Task, TaskSpec, TaskState } from '@acme/shared';

type Row = Record<Exclude<keyof Task, 'spec'>, SqlStorageValue> & { spec: string };

/** The queue's table, in the Durable Object's own SQLite: each call is atomic. */
export class TaskStore {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS tasks (
        id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL,
        spec TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        run_at INTEGER NOT NULL,
        lease_expires_at INTEGER,
        output TEXT,
        error TEXT,
        trace_id TEXT NOT NULL,
        request_id TEXT NOT NULL
      );
      CREATE INDEX IF NOT EXISTS tasks_due ON tasks (state, run_at);`);
  }

  add(scope: Scope & { trace_id: string }, spec: TaskSpec, now: number): Task {
    const id = crypto.randomUUID();
    return this.one(
      `INSERT INTO tasks (id, workspace_id, spec, state, created_at, run_at, trace_id, request_id)
       VALUES (?, ?, ?, 'queued', ?, ?, ?, ?) RETURNING *`,
      [id, scope.workspace_id, JSON.stringify(spec), now, now, scope.trace_id, scope.request_id],
    )!;
  }

  find(id: string): Task | null {
    return this.one('SELECT * FROM tasks WHERE id = ?', [id]);
  }

  list(state: TaskState | null, limit: number): Task[] {
    return this.all(
      'SELECT * FROM tasks WHERE ? IS NULL OR state = ? ORDER BY created_at DESC LIMIT ?',
      [state, state, limit],
    );
  }

  queued(): number {
    return Number(this.sql.exec(`SELECT COUNT(*) AS n FROM tasks WHERE state = 'queued'`).one().n);
  }

  /** Hands out due tasks, oldest first, until so many are out. Who gets one has until then to report back. */
  lease(now: number, until: number, limit: number): Task[] {
    const due = this.all(
      `SELECT * FROM tasks WHERE state = 'queued' AND run_at <= ? ORDER BY run_at LIMIT ?`,
      [now, Math.max(0, limit - this.leased())],
    );
    return due.map((task) =>
      this.one(
        `UPDATE tasks SET state = 'leased', attempts = attempts + 1, lease_expires_at = ?
         WHERE id = ? RETURNING *`,
        [until, task.id],
      )!,
    );
  }

  leased(): number {
    return Number(this.sql.exec(`SELECT COUNT(*) AS n FROM tasks WHERE state = 'leased'`).one().n);
  }

  /** Gives the lease of a task another end. */
  extend(id: string, until: number): Task | null {
    return this.one(`UPDATE tasks SET lease_expires_at = ? WHERE id = ? AND state = 'leased' RETURNING *`, [until, id]);
  }

  /** Takes back what was leased and never reported on, for instance after a crash. */
  reclaim(now: number): Task[] {
    return this.all(
      `UPDATE tasks SET state = 'queued', run_at = ?, lease_expires_at = NULL
       WHERE state = 'leased' AND lease_expires_at <= ? RETURNING *`,
      [now, now],
    );
  }

  /** Ends or requeues a leased task; null if it is no longer leased, for instance cancelled. */
  settle(id: string, change: Pick<Task, 'state' | 'run_at' | 'output' | 'error'>): Task | null {
    return this.one(
      `UPDATE tasks SET state = ?, run_at = ?, output = ?, error = ?, lease_expires_at = NULL
       WHERE id = ? AND state = 'leased' RETURNING *`,
      [change.state, change.run_at, change.output, change.error, id],
    );
  }

  cancel(id: string): Task | null {
    return this.one(
      `UPDATE tasks SET state = 'cancelled', lease_expires_at = NULL
       WHERE id = ? AND state IN ('queued', 'leased') RETURNING *`,
      [id],
    );
  }

  revive(id: string, now: number): Task | null {
    return this.one(
      `UPDATE tasks SET state = 'queued', attempts = 0, run_at = ?, error = NULL
       WHERE id = ? AND state = 'failed' RETURNING *`,
      [now, id],
    );
  }

  /** Forgets tasks that ended, and returns how many. */
  prune(createdBefore: number): number {
    return this.sql.exec(
      `DELETE FROM tasks WHERE state IN ('done', 'failed', 'cancelled') AND created_at < ?`,
      createdBefore,
    ).rowsWritten;
  }

  /** When there is something to do next: a lease runs out or, where so many are not out, a task is due. */
  nextWake(limit: number): number | null {
    const states = this.leased() < limit ? `'queued', 'leased'` : `'leased'`;
    const { at } = this.sql
      .exec<{ at: number | null }>(
        `SELECT MIN(CASE state WHEN 'queued' THEN run_at ELSE lease_expires_at END) AS at
         FROM tasks WHERE state IN (${states})`,
      )
      .one();
    return at;
  }

  private one(statement: string, values: SqlStorageValue[]): Task | null {
    return this.all(statement, values)[0] ?? null;
  }

  private all(statement: string, values: SqlStorageValue[]): Task[] {
    const rows = this.sql.exec<Row>(statement, ...values).toArray();
    return rows.map((row) => ({ ...row, spec: JSON.parse(row.spec) as TaskSpec }) as Task);
  }
}
