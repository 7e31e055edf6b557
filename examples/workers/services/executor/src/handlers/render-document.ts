import type { LogRecord, TaskInputs } from '@acme/shared';
import type { HandlerContext } from './index.ts';

const PLACEHOLDER = /\{\{\s*([\w.]+)\s*\}\}/g;

/** Fills in `{{ name }}`; a name without a value stays as it is, and is reported. */
export async function renderDocument(
  { template, values }: TaskInputs['document.render'],
  { env: { LOGS: logs } }: HandlerContext,
): Promise<string> {
  const missing = new Set<string>();
  const output = template.replace(PLACEHOLDER, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) missing.add(name);
    return value ?? placeholder;
  });

  logs.write(
    missing.size > 0
      ? missingRecord(missing)
      : { level: 'debug', event_type: 'document_rendered', message: 'every placeholder filled' },
  );

  const unused = Object.keys(values).filter((name) => !template.includes(name));
  logs.writeBatch(
    unused.map((name) => ({ level: 'debug', event_type: 'value_unused', message: `no placeholder for ${name}` })),
  );
  return output;
}

function missingRecord(missing: Set<string>): LogRecord {
  return {
    level: 'warn',
    event_type: 'placeholder_unfilled',
    message: `no value for ${[...missing].join(', ')}`,
  };
}
