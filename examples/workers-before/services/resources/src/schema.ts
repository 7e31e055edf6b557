import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const quotas = sqliteTable("quotas", {
  workspace_id: text().primaryKey(),
  units: integer().notNull(),
  updated_at: integer().notNull(),
});

export const leases = sqliteTable(
  "leases",
  {
    id: text().primaryKey(),
    workspace_id: text().notNull(),
    task_id: text().notNull(),
    units: integer().notNull(),
    expires_at: integer().notNull(),
  },
  (table) => [
    index("leases_workspace_id").on(table.workspace_id),
    index("leases_expires_at").on(table.expires_at),
  ],
);
