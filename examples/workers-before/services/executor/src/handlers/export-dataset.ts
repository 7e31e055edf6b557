import { logger } from '@acme/logger';
import { PermanentError, type TaskInputs } from '@acme/shared';
import type { HandlerContext } from './index.ts';

/** Writes CSV as RFC 4180 has it, through a gzip stream, and returns it as base64. */
export async function exportDataset(
  { columns, rows }: TaskInputs['dataset.export'],
  { signal }: HandlerContext,
): Promise<string> {
  const ragged = rows.findIndex((row) => row.length !== columns.length);
  if (ragged >= 0) {
    logger.error(`row ${ragged + 1} has ${rows[ragged]?.length} cells, not ${columns.length}`, { event_type: 'dataset_ragged' });
    throw new PermanentError(`row ${ragged + 1} does not fit the columns`);
  }

  const gzip = new CompressionStream('gzip');
  const packed = new Response(gzip.readable).bytes();
  const writer = gzip.writable.getWriter();
  const encoder = new TextEncoder();
  for (const row of [columns, ...rows]) {
    signal.throwIfAborted();
    await writer.write(encoder.encode(`${row.map(quoted).join(',')}\r\n`));
  }
  await writer.close();

  const bytes = await packed;
  logger.info(`${rows.length} rows exported`, { event_type: 'dataset_exported' });
  logger.debug(`packed into ${bytes.length} bytes`, { event_type: 'dataset_packed', rows: rows.length, bytes: bytes.length });
  return base64(bytes);
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
