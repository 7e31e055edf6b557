import { logger } from "@acme/logger";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import { messageOf } from "@acme/shared";

export type Database = DrizzleD1Database;

/** Runs a query and says so when it fails or takes longer than it should. */
export async function timed<T>(
  env: Env,
  operation: string,
  query: (db: Database) => Promise<T>,
): Promise<T> {
  const started = Date.now();
  try {
    const result = await query(drizzle(env.DB));
    const duration = Date.now() - started;
    if (duration > Number(env.SLOW_QUERY_MS)) {
      logger.warn(`${operation} took ${duration} ms`, { event_type: "db_query_slow", operation, duration });
    }
    return result;
  } catch (cause) {
    logger.error(`${operation}: ${messageOf(cause)}`, { event_type: "db_query_failed" });
    throw cause;
  }
}
