import { logger } from "@acme/logger";
import { type Lease, type LeaseRequest, type ResourcesApi, type Result, type Scope, type WorkspaceUsage } from "@acme/shared";
import { logging } from "@acme/shared/logging";
import { WorkerEntrypoint } from "cloudflare:workers";
import { withLogs } from "linestamp/runtime";
import { acquireLease, releaseLease } from "./leases.ts";
import { changeQuota, usageOf } from "./quotas.ts";
import { reportUsage } from "./report.ts";
import { sweepLeases } from "./sweep.ts";

const HOURLY = "0 * * * *";

class Resources extends WorkerEntrypoint<Env> implements ResourcesApi {
  async acquire(scope: Scope, request: LeaseRequest): Promise<Result<Lease>> {
    return this.#guarded("acquire", () => acquireLease(this.env, scope, request));
  }

  async release(scope: Scope, leaseId: string): Promise<void> {
    await this.#guarded("release", () => releaseLease(this.env, scope, leaseId));
  }

  async usage(scope: Scope): Promise<WorkspaceUsage> {
    return this.#guarded("usage", () => usageOf(this.env, scope));
  }

  async setQuota(scope: Scope, units: number): Promise<Result<WorkspaceUsage>> {
    return this.#guarded("setQuota", () => changeQuota(this.env, scope, units));
  }

  /** Every failure is logged on this side too, where its stack still is. */
  async #guarded<T>(method: string, work: () => Promise<T>): Promise<T> {
    const started = Date.now();
    try {
      return await work();
    } catch (cause) {
      const stack = cause instanceof Error ? cause.stack : undefined;
      logger.error(`resources.${method} failed`, { event_type: "rpc_method_failed", method, stack });
      throw cause;
    } finally {
      logger.debug(`resources.${method}`, { event_type: "rpc_served", ms: Date.now() - started });
    }
  }
}

export const ResourcesService = withLogs(Resources, logging);

export default withLogs(
  {
    async fetch() {
      return new Response("the resources service answers RPC only\n", { status: 404 });
    },
    async scheduled({ cron, scheduledTime }: ScheduledController, env: Env) {
      if (cron === HOURLY) await reportUsage(env, scheduledTime);
      else await sweepLeases(env, scheduledTime);
    },
  },
  logging,
);
