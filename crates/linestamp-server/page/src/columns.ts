// The columns that the table and the facets can show.

import type { Stored } from './api.ts'

export interface Column {
  name: keyof Stored
  label: string
  /** The width in the table, as CSS has it. */
  width: string
}

export const COLUMNS: readonly Column[] = [
  { name: 'timestamp', label: 'Time', width: '14.5ch' },
  { name: 'level', label: 'Level', width: '6.5ch' },
  { name: 'service', label: 'Service', width: '13ch' },
  { name: 'environment', label: 'Environment', width: '12ch' },
  { name: 'event_type', label: 'Event', width: '20ch' },
  { name: 'message', label: 'Message', width: 'minmax(24ch, 1fr)' },
  { name: 'source_location', label: 'Line', width: '22ch' },
  { name: 'trace_id', label: 'Trace', width: '18ch' },
  { name: 'request_id', label: 'Request', width: '18ch' },
  { name: 'workspace_id', label: 'Workspace', width: '14ch' },
  { name: 'project_id', label: 'Project', width: '14ch' },
  { name: 'user_id', label: 'User', width: '14ch' },
  { name: 'version', label: 'Version', width: '12ch' },
  { name: 'instance_id', label: 'Instance', width: '16ch' },
]

export const DEFAULT_COLUMNS: readonly string[] = ['timestamp', 'level', 'service', 'message', 'source_location']

export const FACETS: readonly string[] = ['level', 'service', 'environment', 'event_type', 'version']

export const columnOf = (name: string): Column | undefined => COLUMNS.find((column) => column.name === name)

export const LEVELS: readonly string[] = ['error', 'warn', 'info', 'debug']
