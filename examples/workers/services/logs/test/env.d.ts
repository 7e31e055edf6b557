declare namespace Cloudflare {
  interface Env {
    /** What vitest.config.ts read out of the folder of migrations. */
    MIGRATIONS: import('cloudflare:test').D1Migration[];
  }

  interface GlobalProps {
    mainModule: typeof import('../src/logs.ts');
  }
}
