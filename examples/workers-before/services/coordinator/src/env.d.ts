declare namespace Cloudflare {
  interface Env {
    LOGS: import('@acme/shared').LogsApi;
    QUEUES: DurableObjectNamespace<import('./task-queue.ts').TaskQueue>;
    TASKS: Queue<import('@acme/shared').TaskMessage>;
  }
}

interface Env extends Cloudflare.Env {}
