import type { LogRecord } from '@acme/shared';

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
  private readonly logs: Env['LOGS'];
  private readonly host: string;

  constructor(env: Env, host: string) {
    this.logs = env.LOGS;
    this.host = host;
  }

  /** How long to stay away; 0 when the host may be called. */
  blockedFor(now: number): number {
    const circuit = circuits.get(this.host);
    const wait = Math.max(0, (circuit?.openUntil ?? 0) - now);
    if (wait > 0) {
      this.logs.write({ level: 'info', event_type: 'circuit_blocked', message: `${this.host} rests for ${wait} ms` });
    }
    return wait;
  }

  succeeded(): void {
    const circuit = circuits.get(this.host);
    if (!circuit) return;
    circuits.delete(this.host);
    this.logs.write(circuit.openUntil > 0 && {
      level: 'info',
      event_type: 'circuit_closed',
      message: `${this.host} answers again`,
      metadata: { failures: circuit.failures },
    });
  }

  /** A caller that knows more than "it failed" may bring its own record. */
  failed(now: number, detail?: LogRecord): void {
    const circuit = circuits.get(this.host) ?? { failures: 0, openUntil: 0 };
    circuits.set(this.host, circuit);
    circuit.failures++;
    this.logs.write(detail ?? { level: 'debug', event_type: 'circuit_failure', message: `${this.host} failed ${circuit.failures} times` });
    if (circuit.failures < FAILURES_TO_OPEN) return;
    circuit.openUntil = now + OPEN_MS;
    this.logs.write({
      level: 'error',
      event_type: 'circuit_opened',
      message: `${this.host} failed ${circuit.failures} times in a row: not called for ${OPEN_MS} ms`,
    });
  }
}
