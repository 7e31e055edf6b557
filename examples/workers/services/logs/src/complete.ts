import { isLevel, type Environment, type LogRecord, type StoredRecord } from '@acme/shared';
import { uuidv7 } from './uuidv7.ts';

export interface Origin {
  service: string;
  environment: Environment;
}

/**
 * Fills in what the caller left out. It never refuses: a record that is slightly wrong is still
 * worth more than none, and one bad record must not hold up the rest of its batch.
 */
export function complete(record: LogRecord, origin: Origin): StoredRecord {
  const timestamp = Number.isSafeInteger(record.timestamp) ? record.timestamp! : Date.now();
  return {
    ...record,
    id: record.id ?? uuidv7(timestamp),
    timestamp,
    level: isLevel(record.level) ? record.level : 'error',
    service: record.service ?? origin.service,
    environment: record.environment ?? origin.environment,
    message: String(record.message),
    metadata: record.metadata && asJson(record.metadata),
  };
}

/** RPC carries more than JSON can: big integers, errors, maps, cycles. */
function asJson(metadata: Record<string, unknown>): Record<string, unknown> {
  try {
    return JSON.parse(JSON.stringify(metadata, plain)) as Record<string, unknown>;
  } catch (cause) {
    return { unserializable: String(cause) };
  }
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  return value;
}
