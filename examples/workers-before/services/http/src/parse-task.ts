import type { TaskInputs, TaskKind, TaskLimits, TaskSpec } from '@acme/shared';
import type { JsonObject } from './body.ts';
import { HttpError } from './errors.ts';

const DEFAULTS: TaskLimits = { max_attempts: 3, timeout_ms: 10_000, units: 1 };
const MAXIMA: TaskLimits = { max_attempts: 10, timeout_ms: 60_000, units: 1_000 };

type Check<T> = { [K in keyof T]: (value: unknown) => boolean };

const CHECKS: { [K in TaskKind]: Check<TaskInputs[K]> } = {
  'webhook.deliver': { url: isHttpUrl, body: isString },
  'document.digest': { text: isString },
  'document.render': { template: isString, values: isStringMap },
  'dataset.export': {
    columns: isStrings,
    rows: (value) => Array.isArray(value) && value.every(isStrings),
  },
};

/** A client's words as a task, or the first thing that is wrong with them. */
export function parseTask({ kind, input, limits }: JsonObject): TaskSpec {
  if (!isString(kind) || !Object.hasOwn(CHECKS, kind)) {
    throw new HttpError('invalid', `kind must be one of ${Object.keys(CHECKS).join(', ')}`);
  }
  const checks: Record<string, (value: unknown) => boolean> = CHECKS[kind as TaskKind];
  const given = (input ?? {}) as JsonObject;
  const wrong = Object.keys(checks).find((name) => !checks[name]?.(given[name]));
  if (wrong) throw new HttpError('invalid', `input.${wrong} is missing or has the wrong type`);
  return { kind, input: given, limits: parseLimits((limits ?? {}) as JsonObject) } as unknown as TaskSpec;
}

function parseLimits(given: JsonObject): TaskLimits {
  const limit = (name: keyof TaskLimits): number => {
    const value = given[name] ?? DEFAULTS[name];
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAXIMA[name]) return value;
    throw new HttpError('invalid', `limits.${name} must be a whole number from 1 to ${MAXIMA[name]}`);
  };
  return { max_attempts: limit('max_attempts'), timeout_ms: limit('timeout_ms'), units: limit('units') };
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every(isString);
}

function isStringMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every(isString);
}

function isHttpUrl(value: unknown): boolean {
  return isString(value) && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
