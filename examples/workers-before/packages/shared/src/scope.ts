/**
 * Whose work this is: the first argument of each call between services, and the head of each message in
 * a queue. So one trace runs through all services, and every record says for whom it was written.
 */
export interface Scope {
  /** As the W3C's header has it: hands the trace on. */
  traceparent: string;
  request_id: string;
  workspace_id: string;
  project_id?: string;
  user_id?: string;
}

/** For the records of a service that has no binding to the logs service, since it is that. */
export function systemScope(reason: string) {
  return {
    trace_id: crypto.randomUUID().replaceAll('-', ''),
    request_id: `${reason}-${Date.now()}`,
    workspace_id: 'system',
  };
}
