import { logger } from "@acme/logger";
import { failure, success, type Lease, type LeaseRequest, type Result, type Scope } from "@acme/shared";
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
    logger.error(`task ${task_id} wants ${units} units of a quota of ${quota}`, { event_type: "lease_impossible", task_id, units, quota });
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
    logger.warn(`no ${units} units free for task ${task_id}`, { event_type: "quota_exceeded" });
    return failure("quota_exceeded", `all ${quota} units are in use`);
  }
  logger.debug("lease acquired", { event_type: "lease_acquired", task_id, lease_id: lease.id, units });
  return success(lease);
}

export async function releaseLease(env: Env, scope: Scope, leaseId: string): Promise<void> {
  const released = await timed(env, "leases.release", (db) =>
    db
      .delete(leases)
      .where(and(eq(leases.id, leaseId), eq(leases.workspace_id, scope.workspace_id)))
      .run(),
  );
  if (released.meta.changes === 1) {
    logger.debug("lease released", { event_type: "lease_released", leaseId });
  } else {
    logger.warn(`lease ${leaseId} had run out before its release`, { event_type: "lease_lost" });
  }
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
