// The service's HTTP interface, as far as the page speaks it.

/** A record as the service keeps it. All of it may be hostile: it is shown as text, and no other way. */
export interface Stored {
  seq: number
  received_at: number
  clock?: 'ahead' | 'behind'
  id: string
  timestamp: number
  level: string
  service?: string
  environment?: string
  event_type?: string
  message: string
  source_location?: string
  trace_id?: string
  request_id?: string
  workspace_id?: string
  project_id?: string
  user_id?: string
  version?: string
  instance_id?: string
  metadata?: unknown
}

export interface Count {
  value: string | null
  count: number
}

export interface Facet {
  column: string
  values: Count[]
  others: number
}

export interface Histogram {
  from: number
  until: number
  step: number
  buckets: { start: number; counts: Count[] }[]
}

export interface Span {
  id: string
  parent: string | null
  service: string | null
  name: string | null
  from: number
  until: number
  errors: number
  records: number[]
}

export interface Trace {
  trace_id: string
  from: number
  until: number
  records: Stored[]
  spans: Span[]
  truncated: boolean
}

export interface Context {
  by: string
  before: Stored[]
  record: Stored
  after: Stored[]
}

export interface Suggestion {
  insert: string
  label: string
  detail?: string
  count?: number
}

export interface Completion {
  from: number
  until: number
  items: Suggestion[]
}

export interface Status {
  version: string
  repository?: string
  records: number
  oldest: number | null
  newest: number | null
  scope: { workspace?: string }
  can: string[]
}

/** An answer that says what is wrong. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
    /** The characters of the filter that are to blame, from 0. */
    readonly at?: readonly [number, number],
  ) {
    super(detail)
  }
}

type Parameters = Record<string, string | number | undefined>

/** An address of the service. */
export function address(path: string, parameters: Parameters = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.set(name, String(value))
  }
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

/** The secret that shows a request to be the page's own, once there is a session. */
let csrf = ''

export async function get<T>(path: string, parameters: Parameters = {}, signal?: AbortSignal): Promise<T> {
  return answer(await ask(address(path, parameters), signal ? { signal } : {}))
}

async function ask(url: string, how: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { credentials: 'same-origin', ...how })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem(0, 'The service does not answer. It is asked again when something changes, or with r.')
  }
}

async function answer<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) return body as T
  const said = (typeof body === 'object' && body !== null ? body : {}) as { detail?: string; at?: [number, number] }
  throw new Problem(response.status, said.detail ?? `The service answers ${response.status}.`, said.at)
}

/** What the service says of a session: its secret is empty where nobody has to sign in. */
export interface Session extends Status {
  csrf: string
}

function begun(session: Session): Session {
  csrf = session.csrf
  return session
}

/** Exchanges a token for the cookie of a session. */
export async function signIn(token: string): Promise<Session> {
  const headers = { 'content-type': 'application/json' }
  return begun(await answer(await ask('/v1/session', { method: 'POST', headers, body: JSON.stringify({ token }) })))
}

/** The session that there is. */
export async function resume(): Promise<Session> {
  return begun(await get<Session>('/v1/session'))
}

export async function signOut(): Promise<void> {
  await ask('/v1/session', { method: 'DELETE', headers: { 'x-linestamp-csrf': csrf } })
  csrf = ''
}
