import { failure, logEvent, success, type Lease, type LeaseRequest, type Result, type Scope } from "@acme/shared";
import { and, eq, lte, sql } from "drizzle-orm";
import { timed } from "./database.ts";
import { quotaOf } from "./quotas.ts";
import { leases } from "./schema.ts";

/** A lease that nobody releases must not outlive its task by much. */
const MAX_TTL_MS = 10 * 60_000;

export async function acquireLease(
  env: Env,
  scope: Scope,
  { task_id, units, ttl_ms }: LeaseRequest,
): Promise<Result<Lease>> {
  const quota = await quotaOf(env, scope.workspace_id);
  if (units > quota) {
    logEvent(env, {
      level: "error",
      event_type: "lease_impossible",
      message: `task ${task_id} wants ${units} units of a quota of ${quota}`,
      metadata: { task_id, units, quota },
    });
    return failure("invalid", `the workspace's quota is ${quota} units, the task wants ${units}`);
  }
  const now = Date.now();
  const lease: Lease = { id: crypto.randomUUID(), units, expires_at: now + Math.min(ttl_ms, MAX_TTL_MS) };
  // Sum and insert in one statement: two executors must not both take the last unit.
  const inserted = await timed(env, "leases.acquire", (db) =>
    db.run(sql`
      INSERT INTO leases (id, workspace_id, task_id, units, expires_at)
      SELECT ${lease.id}, ${scope.workspace_id}, ${task_id}, ${units}, ${lease.expires_at}
      WHERE ${units} + (
        SELECT COALESCE(SUM(units), 0) FROM leases
        WHERE workspace_id = ${scope.workspace_id} AND expires_at > ${now}
      ) <= ${quota}`),
  );
  if (inserted.meta.changes === 0) {
    logEvent(env, { level: "warn", event_type: "quota_exceeded", message: `no ${units} units free for task ${task_id}` });
    return failure("quota_exceeded", `all ${quota} units are in use`);
  }
  logEvent(env, {
    level: "debug",
    event_type: "lease_acquired",
    message: "lease acquired",
    metadata: { task_id, lease_id: lease.id, units },
  });
  return success(lease);
}

export async function releaseLease(env: Env, scope: Scope, leaseId: string): Promise<void> {
  const released = await timed(env, "leases.release", (db) =>
    db
      .delete(leases)
      .where(and(eq(leases.id, leaseId), eq(leases.workspace_id, scope.workspace_id)))
      .run(),
  );
  env.LOGS.write(
    released.meta.changes === 1
      ? { level: "debug", event_type: "lease_released", message: "lease released", metadata: { leaseId } }
      : { level: "warn", event_type: "lease_lost", message: `lease ${leaseId} had run out before its release` },
  );
}

export interface ExpiredLease {
  id: string;
  workspace_id: string;
  task_id: string;
}

export async function deleteExpired(env: Env, now: number): Promise<ExpiredLease[]> {
  return timed(env, "leases.sweep", (db) =>
    db
      .delete(leases)
      .where(lte(leases.expires_at, now))
      .returning({ id: leases.id, workspace_id: leases.workspace_id, task_id: leases.task_id }),
  );
}
