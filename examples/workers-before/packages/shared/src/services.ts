import type {
  BatchResult,
  LogFilter,
  LogPage,
  LogStats,
  LogArrivals,
  MaybeRecord,
  StoredRecord,
  TailQuery,
} from './records.ts';
import type { Result } from './result.ts';
import type { Scope } from './scope.ts';
import type { Task, TaskMessage, TaskOutcome, TaskSpec, TaskState } from './tasks.ts';

// The contracts between services. A service implements one and binds others, and never compiles
// another's source.

export interface LogsApi {
  /** Never rejects because of the record: one that is refused leaves a record that says so. */
  write(record: MaybeRecord): Promise<void>;
  /** Answers once the records are committed; rejects where D1 failed, also after further attempts. */
  writeBatch(records: MaybeRecord[]): Promise<BatchResult>;
  query(filter: LogFilter): Promise<LogPage>;
  /** The record of an id; null where there is none. */
  get(id: string): Promise<StoredRecord | null>;
  stats(): Promise<LogStats>;
  /** For polling: see {@link LogArrivals}. */
  tail(query: TailQuery): Promise<LogArrivals>;
}

export interface CoordinatorApi {
  submit(scope: Scope, spec: TaskSpec): Promise<Result<Task>>;
  get(scope: Scope, taskId: string): Promise<Result<Task>>;
  list(scope: Scope, state: TaskState | null, limit: number): Promise<Task[]>;
  cancel(scope: Scope, taskId: string): Promise<Result<Task>>;
  /** Gives a failed task another round of attempts. */
  retry(scope: Scope, taskId: string): Promise<Result<Task>>;
  /** The task that a message is about, leased to the executor anew; null where that is over. */
  begin(message: TaskMessage): Promise<Task | null>;
  /** How the attempt of a message ended. */
  report(message: TaskMessage, outcome: TaskOutcome): Promise<void>;
}

export interface LeaseRequest {
  task_id: string;
  units: number;
  ttl_ms: number;
}

export interface Lease {
  id: string;
  units: number;
  expires_at: number;
}

export interface WorkspaceUsage {
  workspace_id: string;
  quota: number;
  in_use: number;
  leases: number;
}

export interface ResourcesApi {
  acquire(scope: Scope, request: LeaseRequest): Promise<Result<Lease>>;
  release(scope: Scope, leaseId: string): Promise<void>;
  usage(scope: Scope): Promise<WorkspaceUsage>;
  setQuota(scope: Scope, units: number): Promise<Result<WorkspaceUsage>>;
}
