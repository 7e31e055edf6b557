import { logger } from '@acme/logger';
import type { TaskInputs } from '@acme/shared';

const PLACEHOLDER = /\{\{\s*([\w.]+)\s*\}\}/g;

/** Fills in `{{ name }}`; a name without a value stays as it is, and is reported. */
export async function renderDocument({ template, values }: TaskInputs['document.render']): Promise<string> {
  const missing = new Set<string>();
  const output = template.replace(PLACEHOLDER, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) missing.add(name);
    return value ?? placeholder;
  });

  if (missing.size > 0) {
    logger.warn(`no value for ${[...missing].join(', ')}`, { event_type: 'placeholder_unfilled' });
  } else {
    logger.debug('every placeholder filled', { event_type: 'document_rendered' });
  }

  const unused = Object.keys(values).filter((name) => !template.includes(name));
  for (const name of unused) {
    logger.debug(`no placeholder for ${name}`, { event_type: 'value_unused' });
  }
  return output;
}
