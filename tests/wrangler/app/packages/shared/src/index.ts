export { audit } from './audit'

export interface LogRecord {
  level: 'info' | 'warn'
  message: string
  source_location?: string
}

export interface Logs {
  write(record: LogRecord): Promise<void>
  list(): Promise<LogRecord[]>
}
