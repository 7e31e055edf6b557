import { logger } from "@acme/logger";
import { messageOf } from "@acme/shared";

/** For so long an old quota may still be read in other places. The least that KV can be asked to keep. */
const KEPT_SECONDS = 60;

/** The quota as KV has it; null where it has none, or fails, since D1 has it in any case. */
export async function keptQuota({ QUOTAS }: Env, workspaceId: string): Promise<number | null> {
  try {
    const kept = await QUOTAS.get(keyOf(workspaceId));
    return kept === null ? null : Number(kept);
  } catch (cause) {
    logger.warn(`quota not read from KV: ${messageOf(cause)}`, { event_type: "quota_cache_failed" });
    return null;
  }
}

export async function keepQuota({ QUOTAS }: Env, workspaceId: string, units: number): Promise<void> {
  try {
    await QUOTAS.put(keyOf(workspaceId), String(units), { expirationTtl: KEPT_SECONDS });
  } catch (cause) {
    logger.warn(`quota not kept in KV: ${messageOf(cause)}`, { event_type: "quota_cache_failed" });
  }
}

function keyOf(workspaceId: string): string {
  return `quota:${workspaceId}`;
}
