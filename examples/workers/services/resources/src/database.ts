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
  const write = env.LOGS.write;
  try {
    const result = await query(drizzle(env.DB));
    const duration = Date.now() - started;
    if (duration > Number(env.SLOW_QUERY_MS)) {
      void write({
        level: "warn",
        event_type: "db_query_slow",
        message: `${operation} took ${duration} ms`,
        metadata: { operation, duration },
      });
    }
    return result;
  } catch (cause) {
    void write({ level: "error", event_type: "db_query_failed", message: `${operation}: ${messageOf(cause)}` });
    throw cause;
  }
}
