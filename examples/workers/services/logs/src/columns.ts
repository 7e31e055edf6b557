import { LEVELS, type Environment, type Level } from '@acme/shared';

// The columns as the service takes and gives them: names, limits and words. The table itself is in
// schema.ts, which is generated.

/** The columns of text, with how many characters (Unicode scalar values) each may have. */
export const TEXT_LIMITS = {
  id: 256,
  service: 256,
  event_type: 256,
  message: 1_048_576,
  source_location: 4096,
  trace_id: 256,
  request_id: 256,
  workspace_id: 256,
  project_id: 256,
  user_id: 256,
  version: 256,
  instance_id: 256,
} as const;

export type TextColumn = keyof typeof TEXT_LIMITS;

/** All columns, in the order of the table. */
export const COLUMNS = [
  'id',
  'timestamp',
  'level',
  'service',
  'environment',
  'event_type',
  'message',
  'source_location',
  'trace_id',
  'request_id',
  'workspace_id',
  'project_id',
  'user_id',
  'version',
  'instance_id',
  'metadata',
] as const;

export type ColumnName = (typeof COLUMNS)[number];

/** How much JSON all metadata of a record may be, and how deep one of its values. */
export const MAX_METADATA_BYTES = 512 * 1024;
export const MAX_METADATA_DEPTH = 32;

/** The last millisecond of the year 9999. */
export const MAX_TIMESTAMP = 253_402_300_799_999;

/** The levels as they are told to people, the most serious first. */
export const LEVEL_WORDS: readonly Level[] = [...LEVELS].reverse();

export const ENVIRONMENTS = ['production', 'staging', 'development'] as const;

const LEVEL_ALIASES: Record<string, Level> = {
  fatal: 'error',
  critical: 'error',
  warning: 'warn',
  trace: 'debug',
};

const ENVIRONMENT_ALIASES: Record<string, Environment> = {
  prod: 'production',
  stage: 'staging',
  dev: 'development',
};

/** The level of a word, in any case; `fatal` and its like have one too. */
export function levelOf(word: string): Level | undefined {
  return wordOf(word, LEVELS, LEVEL_ALIASES);
}

/** The environment of a word, in any case, or of its usual short form. */
export function environmentOf(word: string): Environment | undefined {
  return wordOf(word, ENVIRONMENTS, ENVIRONMENT_ALIASES);
}

function wordOf<W extends string>(
  word: string,
  words: readonly W[],
  aliases: Record<string, W>,
): W | undefined {
  const lower = word.toLowerCase();
  const alias = Object.hasOwn(aliases, lower) ? aliases[lower] : undefined;
  return words.find((known) => known === lower) ?? alias;
}

/** How many bytes a text is in UTF-8. */
export function bytesOf(text: string): number {
  return encoder.encode(text).byteLength;
}

const encoder = new TextEncoder();
