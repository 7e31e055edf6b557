/** Whose work this is. Passed along every call, so that one trace runs through all services. */
export interface Scope {
  trace_id: string;
  request_id: string;
  workspace_id: string;
  project_id?: string;
  user_id?: string;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace that the caller is part of, or a new one. */
export function traceIdFrom(traceparent: string | null | undefined): string {
  return TRACEPARENT.exec(traceparent ?? '')?.[1] ?? crypto.randomUUID().replaceAll('-', '');
}

/** For work that no request asked for: cron triggers and alarms. */
export function systemScope(reason: string): Scope {
  return {
    trace_id: traceIdFrom(null),
    request_id: `${reason}-${Date.now()}`,
    workspace_id: 'system',
  };
}
