declare namespace Cloudflare {
  interface Env {
    DB: D1Database;
    ENVIRONMENT: import('@acme/shared').Environment;
    RETENTION_DAYS: string;
  }
}

interface Env extends Cloudflare.Env {}
