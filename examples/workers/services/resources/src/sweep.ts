import { messageOf } from "@acme/shared";
import { deleteExpired } from "./leases.ts";

/** Frees the units of executors that died with their leases in hand. */
export async function sweepLeases(env: Env, now: number): Promise<void> {
  const logs = env.LOGS;
  try {
    const expired = await deleteExpired(env, now);
    logs.writeBatch(
      expired.map(({ id, workspace_id, task_id }) => ({
        workspace_id,
        level: "warn",
        event_type: "lease_expired",
        message: `task ${task_id} let its lease run out`,
        metadata: { lease_id: id, task_id },
      })),
    );
    logs.write({ level: "debug", event_type: "sweep_finished", message: `${expired.length} leases swept` });
  } catch (cause) {
    logs.write({ level: "error", event_type: "sweep_failed", message: messageOf(cause) });
    throw cause;
  }
}
