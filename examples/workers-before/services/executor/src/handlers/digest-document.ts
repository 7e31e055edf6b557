import { logger } from '@acme/logger';
import { PermanentError, type TaskInputs } from '@acme/shared';

const MAX_CHARACTERS = 1_000_000;

export async function digestDocument({ text }: TaskInputs['document.digest']): Promise<string> {
  if (text.length > MAX_CHARACTERS) {
    logger.error(`${text.length} characters`, { event_type: 'document_too_long' });
    throw new PermanentError(`a document may have ${MAX_CHARACTERS} characters`);
  }
  const bytes = new TextEncoder().encode(text);
  const hash = await crypto.subtle.digest('SHA-256', bytes);
  logger.info(`${bytes.length} bytes digested`, { event_type: 'document_digested', bytes: bytes.length, algorithm: 'SHA-256' });
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
