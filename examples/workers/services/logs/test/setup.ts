import { applyD1Migrations } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach } from 'vitest';

beforeAll(() => applyD1Migrations(env.DB, env.MIGRATIONS));

// What one test has stored is not there for the next.
beforeEach(() => env.DB.batch(['logs', 'arrivals'].map((table) => env.DB.prepare(`DELETE FROM ${table}`))));
