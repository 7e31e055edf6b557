import { logger } from "@acme/logger";
import { messageOf } from "@acme/shared";
import { deleteExpired } from "./leases.ts";

/** Frees the units of executors that died with their leases in hand. */
export async function sweepLeases(env: Env, now: number): Promise<void> {
  try {
    const expired = await deleteExpired(env, now);
    for (const { id, workspace_id, task_id } of expired) {
      logger.warn(`task ${task_id} let its lease run out`, { workspace_id, event_type: "lease_expired", lease_id: id, task_id });
    }
    logger.debug(`${expired.length} leases swept`, { event_type: "sweep_finished" });
  } catch (cause) {
    logger.error(messageOf(cause), { event_type: "sweep_failed" });
    throw cause;
  }
}
