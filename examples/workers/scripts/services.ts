import { join } from 'node:path';

/** The folder of the whole. */
export const ROOT = join(import.meta.dirname, '..');

/** All services, the one that answers HTTP first. */
export const SERVICES = ['http', 'coordinator', 'executor', 'resources', 'logs'] as const;

/** The services with a D1 database, which has migrations. */
export const DATABASES = ['resources', 'logs'] as const;
