declare namespace Cloudflare {
  interface Env {
    LOGS: import('@acme/shared').LogsApi;
    COORDINATOR: import('@acme/shared').CoordinatorApi;
    RESOURCES: import('@acme/shared').ResourcesApi;
    RATE_LIMITER: RateLimit;
    API_KEYS: Record<string, import('./middleware/auth.ts').ApiKey>;
  }
}

interface Env extends Cloudflare.Env {}
