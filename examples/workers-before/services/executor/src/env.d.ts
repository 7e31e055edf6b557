declare namespace Cloudflare {
  interface Env {
    LOGS: import('@acme/shared').LogsApi;
    RESOURCES: import('@acme/shared').ResourcesApi;
  }
}

interface Env extends Cloudflare.Env {}
