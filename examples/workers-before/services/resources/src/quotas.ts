import { logger } from "@acme/logger";
import { failure, success, type Result, type Scope, type WorkspaceUsage } from "@acme/shared";
import { and, count, eq, gt, sum } from "drizzle-orm";
import { timed } from "./database.ts";
import { keptQuota, keepQuota } from "./quota-cache.ts";
import { leases, quotas } from "./schema.ts";

const MAX_UNITS = 10_000;
/** The share of a quota from which on its workspace should hear of it. */
const NEARLY_FULL = 0.8;

/** Asked for with each task and changed once in a while, so it is read from KV where that has it. */
export async function quotaOf(env: Env, workspaceId: string): Promise<number> {
  const kept = await keptQuota(env, workspaceId);
  if (kept !== null) return kept;
  const row = await timed(env, "quotas.get", (db) =>
    db.select().from(quotas).where(eq(quotas.workspace_id, workspaceId)).get(),
  );
  const units = row?.units ?? Number(env.DEFAULT_QUOTA);
  await keepQuota(env, workspaceId, units);
  return units;
}

export async function usageOf(env: Env, scope: Scope): Promise<WorkspaceUsage> {
  const quota = await quotaOf(env, scope.workspace_id);
  const held = await timed(env, "leases.sum", (db) =>
    db
      .select({ units: sum(leases.units).mapWith(Number), leases: count() })
      .from(leases)
      .where(and(eq(leases.workspace_id, scope.workspace_id), gt(leases.expires_at, Date.now())))
      .get(),
  );
  const in_use = held?.units ?? 0;
  if (in_use >= quota * NEARLY_FULL) {
    logger.warn(`${in_use} of ${quota} units in use`, { event_type: "quota_nearly_full", in_use, quota });
  }
  return { workspace_id: scope.workspace_id, quota, in_use, leases: held?.leases ?? 0 };
}

/** Lowering a quota below what is in use is fine: running tasks finish, new ones wait. */
export async function changeQuota(
  env: Env,
  scope: Scope,
  units: number,
): Promise<Result<WorkspaceUsage>> {
  if (!Number.isInteger(units) || units < 0 || units > MAX_UNITS) {
    logger.warn(`a quota of ${units} is out of range`, { event_type: "quota_change_refused" });
    return failure("invalid", `units must be a whole number from 0 to ${MAX_UNITS}`);
  }
  const before = await quotaOf(env, scope.workspace_id);
  const updated_at = Date.now();
  await timed(env, "quotas.set", (db) =>
    db
      .insert(quotas)
      .values({ workspace_id: scope.workspace_id, units, updated_at })
      .onConflictDoUpdate({ target: quotas.workspace_id, set: { units, updated_at } })
      .run(),
  );
  await keepQuota(env, scope.workspace_id, units);
  logger.info(`quota changed from ${before} to ${units} units`, { event_type: "quota_changed", before, after: units });
  return success(await usageOf(env, scope));
}
