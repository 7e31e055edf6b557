declare namespace Cloudflare {
  interface Env {
    DB: D1Database;
    LOGS: import("@acme/shared").LogsApi;
    QUOTAS: KVNamespace;
    DEFAULT_QUOTA: string;
    SLOW_QUERY_MS: string;
  }
}

interface Env extends Cloudflare.Env {}
