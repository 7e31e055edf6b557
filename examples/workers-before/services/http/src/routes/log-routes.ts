import { logger } from '@acme/logger';
import { isLevel, type LogFilter } from '@acme/shared';
import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import type { AppContext, AppEnv } from '../app-env.ts';
import { call } from '../call.ts';
import { HttpError } from '../errors.ts';

const EXPORT_PAGE = 500;

export const logRoutes = new Hono<AppEnv>();

logRoutes.get('/', async (c) => {
  const filter = filterOf(c);
  return c.json(await call('logs.query', () => c.env.LOGS.query(filter)));
});

/** All pages, one record a line. */
logRoutes.get('/export', (c) => {
  const filter = { ...filterOf(c), limit: EXPORT_PAGE };
  c.header('content-type', 'application/x-ndjson');
  return stream(c, async (out) => {
    let lines = 0;
    out.onAbort(() => {
      logger.info(`client left after ${lines} lines`, { event_type: 'export_aborted' });
    });
    do {
      const page = await c.env.LOGS.query(filter);
      for (const record of page.records) await out.write(`${JSON.stringify(record)}\n`);
      lines += page.records.length;
      filter.cursor = page.cursor ?? undefined;
    } while (filter.cursor);
    logger.info(`${lines} lines exported`, { event_type: 'export_finished' });
  });
});

/** A key sees its own workspace's records and no others, so the filter starts from there. */
function filterOf(c: AppContext): LogFilter {
  const { level, since, until, limit, trace_id, request_id, service, event_type, text, cursor } = c.req.query();
  if (level !== undefined && !isLevel(level)) {
    logger.debug(`no level is called ${level}`, { event_type: 'filter_invalid' });
    throw new HttpError('invalid', 'level must be error, warn, info or debug');
  }
  return {
    workspace_id: c.get('key').workspace_id,
    level,
    since: Number(since) || undefined,
    until: Number(until) || undefined,
    limit: Number(limit) || undefined,
    trace_id,
    request_id,
    service,
    event_type,
    text,
    cursor,
  };
}
