import type { Environment, Level } from '@acme/shared';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const logs = sqliteTable(
  'logs',
  {
    id: text().primaryKey(),
    timestamp: integer().notNull(),
    level: text().$type<Level>().notNull(),
    service: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    event_type: text(),
    message: text().notNull(),
    source_location: text(),
    trace_id: text(),
    request_id: text(),
    workspace_id: text(),
    project_id: text(),
    user_id: text(),
    version: text(),
    instance_id: text(),
    metadata: text({ mode: 'json' }).$type<Record<string, unknown>>(),
  },
  (table) => [
    index('logs_timestamp').on(table.timestamp),
    index('logs_level').on(table.level),
    index('logs_service').on(table.service),
    index('logs_environment').on(table.environment),
    index('logs_event_type').on(table.event_type),
    index('logs_trace_id').on(table.trace_id),
    index('logs_request_id').on(table.request_id),
    index('logs_workspace_id').on(table.workspace_id),
  ],
);

export type LogRow = typeof logs.$inferSelect;
