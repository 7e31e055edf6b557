declare namespace Cloudflare {
  interface Env {
    LOGS: import('@acme/shared').LogsApi;
    COORDINATOR: import('@acme/shared').CoordinatorApi;
    RESOURCES: import('@acme/shared').ResourcesApi;
  }
}

interface Env extends Cloudflare.Env {}
