import { messageOf } from '@acme/shared';
import type { TaskStore } from './task-store.ts';

const KEPT_MS = 7 * 86_400_000;

/** Old tasks must not make the queue's table slow; failing to drop them must not stop the queue. */
export function pruneTasks({ env }: { env: Env }, tasks: TaskStore, now: number): void {
  try {
    const pruned = tasks.prune(now - KEPT_MS);
    if (pruned > 0) env.LOGS.write({ level: 'debug', event_type: 'tasks_pruned', message: `${pruned} old tasks dropped` });
  } catch (cause) {
    env.LOGS.write({
      level: 'error',
      event_type: 'db_query_failed',
      message: `tasks.prune: ${messageOf(cause)}`,
    });
  }
}
