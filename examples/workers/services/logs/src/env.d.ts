declare namespace Cloudflare {
  /** What every environment has: the generated types know only that some have it. */
  interface Env {
    DB: D1Database;
    ENVIRONMENT: import('@acme/shared').Environment;
    RETENTION_DAYS: string;
    /** The text of a `tokens.json`. Without it, only this machine is answered over HTTP. */
    TOKENS?: string;
    /** Where the page finds a line: see README.md, "The page". */
    REPOSITORY?: string;
    /** See README.md, "Forwarding". */
    FORWARD?: Queue<import('./enqueue.ts').Forwarded>;
    FORWARD_URL?: string;
    FORWARD_ONLY?: string;
    FORWARD_AUTHORIZATION?: string;
  }
}

interface Env extends Cloudflare.Env {}
