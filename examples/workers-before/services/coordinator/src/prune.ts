import { logger } from '@acme/logger';
import { messageOf } from '@acme/shared';
import type { TaskStore } from './task-store.ts';

const KEPT_MS = 7 * 86_400_000;

/** Old tasks must not make the queue's table slow; failing to drop them must not stop the queue. */
export function pruneTasks(tasks: TaskStore, now: number): void {
  try {
    const pruned = tasks.prune(now - KEPT_MS);
    if (pruned > 0) logger.debug(`${pruned} old tasks dropped`, { event_type: 'tasks_pruned' });
  } catch (cause) {
    logger.error(`tasks.prune: ${messageOf(cause)}`, { event_type: 'db_query_failed' });
  }
}
