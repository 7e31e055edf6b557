import { logger } from '@acme/logger';
import { messageOf, retry, type Lease, type Scope, type Task, type TaskOutcome } from '@acme/shared';

type Held =
  | { ok: true; release: () => Promise<void> }
  | { ok: false; outcome: TaskOutcome };

/** The task may run a little over its limit before the lease goes. */
const GRACE_MS = 5_000;
const QUOTA_WAIT_MS = 2_000;

/** Takes the task's share of its workspace's quota for as long as it runs. */
export async function holdUnits(env: Env, scope: Scope, task: Task): Promise<Held> {
  const { RESOURCES: resources } = env;
  const { units, timeout_ms } = task.spec.limits;
  const request = { task_id: task.id, units, ttl_ms: timeout_ms + GRACE_MS };
  try {
    const result = await retry(() => resources.acquire(scope, request), {
      attempts: 3,
      baseMs: 50,
      onRetry: (cause, attempt) => {
        logger.warn(`resources.acquire, attempt ${attempt}: ${messageOf(cause)}`, { event_type: 'rpc_call_failed' });
      },
    });
    if (result.ok) return { ok: true, release: () => giveBack(env, scope, result.value) };
    if (result.code === 'quota_exceeded') {
      logger.info(`task ${task.id} waits for ${units} units`, { event_type: 'task_waits_for_quota' });
      return { ok: false, outcome: later(result.message) };
    }
    logger.error(result.message, { event_type: 'lease_refused' });
    return { ok: false, outcome: { status: 'failed', error: result.message } };
  } catch (cause) {
    logger.error(`resources.acquire: ${messageOf(cause)}`, { event_type: 'rpc_call_failed', task_id: task.id, service: 'resources' });
    return { ok: false, outcome: later('resources are unavailable') };
  }
}

function later(error: string): TaskOutcome {
  return { status: 'retry', error, retry_after_ms: QUOTA_WAIT_MS };
}

/** Not worth failing a finished task for: an unreleased lease runs out by itself. */
async function giveBack({ RESOURCES }: Env, scope: Scope, lease: Lease): Promise<void> {
  try {
    await RESOURCES.release(scope, lease.id);
  } catch (cause) {
    logger.warn(`lease ${lease.id} stays until ${new Date(lease.expires_at).toISOString()}`, {
      event_type: 'lease_release_failed',
      cause: messageOf(cause),
    });
  }
}
