import { PermanentError, type TaskInputs } from '@acme/shared';
import type { HandlerContext } from './index.ts';

/** Writes CSV as RFC 4180 has it, through a gzip stream, and returns it as base64. */
export async function exportDataset(
  { columns, rows }: TaskInputs['dataset.export'],
  { env, signal }: HandlerContext,
): Promise<string> {
  const ragged = rows.findIndex((row) => row.length !== columns.length);
  if (ragged >= 0) {
    env.LOGS.write({
      level: 'error',
      event_type: 'dataset_ragged',
      message: `row ${ragged + 1} has ${rows[ragged]?.length} cells, not ${columns.length}`,
    } satisfies import('@acme/shared').LogRecord);
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
  env.LOGS.writeBatch([
    { level: 'info', event_type: 'dataset_exported', message: `${rows.length} rows exported` },
    {
      level: 'debug',
      event_type: 'dataset_packed',
      message: `packed into ${bytes.length} bytes`,
      metadata: { rows: rows.length, bytes: bytes.length },
    },
  ]);
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
