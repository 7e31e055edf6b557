import type { Scope } from './scope.ts';

export interface TaskInputs {
  'webhook.deliver': { url: string; body: string };
  'document.digest': { text: string };
  'document.render': { template: string; values: Record<string, string> };
  'dataset.export': { columns: string[]; rows: string[][] };
}

export type TaskKind = keyof TaskInputs;

export const TASK_KINDS: readonly TaskKind[] = [
  'webhook.deliver',
  'document.digest',
  'document.render',
  'dataset.export',
];

export interface TaskLimits {
  max_attempts: number;
  timeout_ms: number;
  /** Shares of the workspace's quota that the task holds while it runs. */
  units: number;
}

/** A kind with the input that belongs to it. */
export type TaskSpec = {
  [K in TaskKind]: { kind: K; input: TaskInputs[K]; limits: TaskLimits };
}[TaskKind];

export const TASK_STATES = ['queued', 'leased', 'done', 'failed', 'cancelled'] as const;

export type TaskState = (typeof TASK_STATES)[number];

export interface Task {
  id: string;
  workspace_id: string;
  spec: TaskSpec;
  state: TaskState;
  attempts: number;
  created_at: number;
  /** Not before this time, Unix milliseconds. */
  run_at: number;
  lease_expires_at: number | null;
  output: string | null;
  error: string | null;
  trace_id: string;
  request_id: string;
}

export type TaskOutcome =
  | { status: 'done'; output: string }
  | { status: 'retry'; error: string; retry_after_ms: number }
  | { status: 'failed'; error: string };

/**
 * What the queue between coordinator and executor carries. A task's input may be larger than a message, so
 * the executor asks for it. Queues deliver at least once, and the attempt tells a message of the past.
 */
export interface TaskMessage extends Scope {
  task_id: string;
  attempt: number;
}
