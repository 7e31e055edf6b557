declare namespace Cloudflare {
  interface Env {
    LOGS: import('@acme/shared').LogsApi;
    EXECUTOR: import('@acme/shared').ExecutorApi;
    QUEUES: DurableObjectNamespace<import('./task-queue.ts').TaskQueue>;
  }
}

interface Env extends Cloudflare.Env {}
