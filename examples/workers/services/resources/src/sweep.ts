import { logsLost, messageOf, systemScope } from "@acme/shared";
import { deleteExpired } from "./leases.ts";

/** Frees the units of executors that died with their leases in hand. */
export async function sweepLeases(env: Env, now: number): Promise<void> {
  const logs = env.LOGS;
  const scope = systemScope("sweep");
  try {
    const expired = await deleteExpired(env, scope, now);
    await logs.writeBatch(
      expired.map(({ id, workspace_id, task_id }) => ({
        ...scope,
        workspace_id,
        level: "warn",
        event_type: "lease_expired",
        message: `task ${task_id} let its lease run out`,
        metadata: { lease_id: id, task_id },
      })),
    ).catch(logsLost);
    await logs.write({ ...scope, level: "debug", event_type: "sweep_finished", message: `${expired.length} leases swept` });
  } catch (cause) {
    await logs.write({ ...scope, level: "error", event_type: "sweep_failed", message: messageOf(cause) });
    throw cause;
  }
}
