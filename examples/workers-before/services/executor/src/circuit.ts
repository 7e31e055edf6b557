import { logger } from '@acme/logger';

const FAILURES_TO_OPEN = 5;
const OPEN_MS = 30_000;

interface Circuit {
  failures: number;
  openUntil: number;
}

/** One per isolate, so every isolate finds out for itself; that is enough to spare a host. */
const circuits = new Map<string, Circuit>();

/** Stops calling a host that keeps failing, and lets one call through after a while. */
export class CircuitBreaker {
  private readonly host: string;

  constructor(host: string) {
    this.host = host;
  }

  /** How long to stay away; 0 when the host may be called. */
  blockedFor(now: number): number {
    const circuit = circuits.get(this.host);
    const wait = Math.max(0, (circuit?.openUntil ?? 0) - now);
    if (wait > 0) {
      logger.info(`${this.host} rests for ${wait} ms`, { event_type: 'circuit_blocked' });
    }
    return wait;
  }

  succeeded(): void {
    const circuit = circuits.get(this.host);
    if (!circuit) return;
    circuits.delete(this.host);
    if (circuit.openUntil > 0) {
      logger.info(`${this.host} answers again`, { event_type: 'circuit_closed', failures: circuit.failures });
    }
  }

  /** A caller that knows more than "it failed" may say so. */
  failed(now: number, detail?: string): void {
    const circuit = circuits.get(this.host) ?? { failures: 0, openUntil: 0 };
    circuits.set(this.host, circuit);
    circuit.failures++;
    if (detail !== undefined) {
      logger.warn(detail, { event_type: 'webhook_unreachable', host: this.host });
    } else {
      logger.debug(`${this.host} failed ${circuit.failures} times`, { event_type: 'circuit_failure' });
    }
    if (circuit.failures < FAILURES_TO_OPEN) return;
    circuit.openUntil = now + OPEN_MS;
    logger.error(`${this.host} failed ${circuit.failures} times in a row: not called for ${OPEN_MS} ms`, { event_type: 'circuit_opened' });
  }
}
