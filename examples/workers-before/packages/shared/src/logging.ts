import { context, traceparent, type Options } from 'linestamp/runtime';
import type { Scope } from './scope.ts';

// Beside the index, since only workerd can load it.

/** For `withLogs` in each service: what runs has the scope that the caller gave. */
export const logging: Options = {
  fields: (_env, { args: [caller] }) => caller as Partial<Scope>,
};

/** The scope of the running event, for what it calls. Cron triggers and alarms work for the system. */
export function currentScope(): Scope {
  const { request_id = '', workspace_id = 'system', project_id, user_id } = context();
  return { traceparent: traceparent(), request_id, workspace_id, project_id, user_id };
}
