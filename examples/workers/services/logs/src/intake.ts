import type { CompleteRecord, Environment, RefusedRecord } from '@acme/shared';
import {
  bytesOf,
  COLUMNS,
  MAX_METADATA_BYTES,
  MAX_METADATA_DEPTH,
  type ColumnName,
} from './columns.ts';
import { plain, type Json } from './plain.ts';
import { nameOf, RefusedValue, settle, type Settled } from './settle.ts';
import { uuidv7 } from './uuidv7.ts';

// From any value to a record, or to the reason why not. As in `linestamp serve`,
// what was sent is found again in the record, in its column or in the metadata.

/** What records need not say themselves. */
export interface Origin {
  /** Without one, a record has to name its service. */
  service?: string;
  environment: Environment;
  /** The only workspace that the sender knows, if it is bound to one. */
  workspace?: string;
  /** Unix milliseconds, for records without a time. */
  now: number;
}

export interface Intake {
  records: CompleteRecord[];
  /** Which ones of the batch they are, from 0. */
  indices: number[];
  refused: RefusedRecord[];
}

/**
 * Takes each record by itself: what is bad about one costs no other. What could not even be read
 * comes as the `RefusedValue` that says why.
 */
export function takeAll(values: unknown[], origin: Origin): Intake {
  const intake: Intake = { records: [], indices: [], refused: [] };
  values.forEach((value, index) => {
    const taken = take(value, origin, index);
    if ('record' in taken) {
      intake.records.push(taken.record);
      intake.indices.push(index);
    } else {
      intake.refused.push(taken.refused);
    }
  });
  return intake;
}

/** Takes the record that is the `index`-th of its batch. */
export function take(
  value: unknown,
  origin: Origin,
  index = 0,
): { record: CompleteRecord } | { refused: RefusedRecord } {
  try {
    return { record: complete(value, origin) };
  } catch (cause) {
    if (!(cause instanceof RefusedValue)) throw cause;
    return { refused: { index, field: cause.field.slice(0, 64), reason: cause.message } };
  }
}

function complete(value: unknown, origin: Origin): CompleteRecord {
  if (value instanceof RefusedValue) throw value;
  const sent = plain(value);
  if (!isObject(sent)) throw new RefusedValue('record', `is ${nameOf(sent)}: send a JSON object`);
  const { values, originals } = columnsOf(sent);
  const timestamp = (values.timestamp as number | undefined) ?? origin.now;
  const record = {
    ...values,
    id: values.id ?? uuidv7(timestamp),
    timestamp,
    service: values.service ?? origin.service,
    environment: values.environment ?? origin.environment,
    workspace_id: values.workspace_id ?? origin.workspace,
  } as unknown as CompleteRecord;
  for (const column of ['level', 'service', 'message'] as const) {
    if (record[column] === undefined) throw missing(column);
  }
  const metadata = metadataOf(values.metadata, originals, sent);
  if (metadata) record.metadata = metadata;
  else delete record.metadata;
  if (origin.workspace !== undefined && record.workspace_id !== origin.workspace) {
    const reason = "is another than the token's: leave it out, or use another token";
    throw new RefusedValue('workspace_id', reason);
  }
  return record;
}

/** Takes the columns out of what was sent, each in its form; null is absent. */
function columnsOf(sent: Record<string, Json>) {
  const values: Partial<Record<ColumnName, Json>> = {};
  const originals: [string, Json][] = [];
  for (const column of COLUMNS) {
    const settled = settledOf(sent, column);
    if (!settled) continue;
    values[column] = settled.value;
    if (settled.original !== undefined) originals.push([column, settled.original]);
  }
  return { values, originals };
}

/** By its name, else in camel case (`traceId`) if the value fits. */
function settledOf(sent: Record<string, Json>, column: ColumnName): Settled | undefined {
  const value = sent[column];
  delete sent[column];
  if (value !== undefined && value !== null) return settle(column, value);
  const key = column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const other = sent[key];
  if (other === undefined || other === null) return undefined;
  try {
    const settled = settle(column, other);
    delete sent[key];
    return settled;
  } catch {
    return undefined;
  }
}

/** The metadata that was sent, with what was mapped and with the keys that are no columns. */
function metadataOf(
  sent: Json | undefined,
  originals: [string, Json][],
  rest: Record<string, Json>,
): Record<string, Json> | undefined {
  const metadata: Record<string, Json> = isObject(sent) ? sent : {};
  const others = Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [key, value] of [...originals, ...others]) keep(metadata, key, value);
  for (const [key, value] of Object.entries(metadata)) {
    if (isDeeper(value, MAX_METADATA_DEPTH)) {
      throw new RefusedValue(key, `is nested deeper than ${MAX_METADATA_DEPTH} levels: flatten it`);
    }
  }
  if (bytesOf(JSON.stringify(metadata)) > MAX_METADATA_BYTES) {
    const reason = `is larger than ${MAX_METADATA_BYTES} bytes of JSON: send less of it`;
    throw new RefusedValue('metadata', reason);
  }
  return Object.keys(metadata).length > 0 ? metadata : undefined;
}

/** Under the key, or under `key_2` and so on where another value has it. */
function keep(metadata: Record<string, Json>, key: string, value: Json): void {
  let free = key;
  for (let number = 2; Object.hasOwn(metadata, free); number++) {
    if (JSON.stringify(metadata[free]) === JSON.stringify(value)) return;
    free = `${key}_${number}`;
  }
  metadata[free] = value;
}

function missing(column: ColumnName): RefusedValue {
  return new RefusedValue(column, 'is missing: give the record one');
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item as Json, levels - 1));
}
