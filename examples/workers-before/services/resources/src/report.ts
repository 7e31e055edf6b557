import { logger } from "@acme/logger";
import { messageOf } from "@acme/shared";
import { gt, sql } from "drizzle-orm";
import { timed } from "./database.ts";
import { leases } from "./schema.ts";

/** Puts each busy workspace's use on record once an hour, for whoever plans capacity. */
export async function reportUsage(env: Env, now: number): Promise<void> {
  try {
    const rows = await timed(env, "leases.report", (db) =>
      db
        .select({
          workspace_id: leases.workspace_id,
          units: sql<number>`SUM(${leases.units})`,
          tasks: sql<number>`COUNT(DISTINCT ${leases.task_id})`,
        })
        .from(leases)
        .where(gt(leases.expires_at, now))
        .groupBy(leases.workspace_id),
    );
    if (rows.length === 0) {
      logger.debug("no workspace holds a lease", { event_type: "usage_report_empty" });
      return;
    }
    for (const { workspace_id, units, tasks } of rows) {
      logger.info(`${tasks} tasks hold ${units} units`, { workspace_id, event_type: "usage_report", units, tasks });
    }
  } catch (cause) {
    logger.error(messageOf(cause), { event_type: "usage_report_failed" });
  }
}
