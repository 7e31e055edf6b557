import { PermanentError, type TaskInputs } from '@acme/shared';
import type { HandlerContext } from './index.ts';

const MAX_CHARACTERS = 1_000_000;

export async function digestDocument(
  { text }: TaskInputs['document.digest'],
  { env }: HandlerContext,
): Promise<string> {
  if (text.length > MAX_CHARACTERS) {
    env.LOGS?.write({ level: 'error', event_type: 'document_too_long', message: `${text.length} characters` });
    throw new PermanentError(`a document may have ${MAX_CHARACTERS} characters`);
  }
  const bytes = new TextEncoder().encode(text);
  const hash = await crypto.subtle.digest('SHA-256', bytes);
  env.LOGS.write({
    level: 'info',
    event_type: 'document_digested',
    message: `${bytes.length} bytes digested`,
    metadata: { bytes: bytes.length, algorithm: 'SHA-256' },
  });
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
