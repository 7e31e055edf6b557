import { messageOf, type LogRecord } from "@acme/shared";
import { gt, sql } from "drizzle-orm";
import { timed } from "./database.ts";
import { leases } from "./schema.ts";

/** Puts each busy workspace's use on record once an hour, for whoever plans capacity. */
export async function reportUsage(env: Env, now: number, logs = env.LOGS): Promise<void> {
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
      logs.write({ level: "debug", event_type: "usage_report_empty", message: "no workspace holds a lease" });
      return;
    }
    logs.writeBatch(
      rows.map(({ workspace_id, units, tasks }): LogRecord => ({
        workspace_id,
        level: "info",
        event_type: "usage_report",
        message: `${tasks} tasks hold ${units} units`,
        metadata: { units, tasks },
      })),
    );
  } catch (cause) {
    env["LOGS"].write({
      level: "error",
      event_type: "usage_report_failed",
      message: messageOf(cause),
    });
  }
}
