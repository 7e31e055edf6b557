export class TimeoutError extends Error {
  override name = 'TimeoutError';

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
  }
}

/** An error that another attempt cannot mend. */
export class PermanentError extends Error {
  override name = 'PermanentError';
}

export interface RetryOptions {
  attempts: number;
  baseMs: number;
  onRetry?: (cause: unknown, attempt: number, delayMs: number) => void;
}

/** Exponential, with full jitter: callers that failed together must not come back together. */
export function backoffMs(attempt: number, baseMs: number, maxMs = 60_000): number {
  return Math.round(Math.random() * Math.min(maxMs, baseMs * 2 ** (attempt - 1)));
}

export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (cause) {
      if (attempt >= options.attempts || cause instanceof PermanentError) throw cause;
      const delayMs = backoffMs(attempt, options.baseMs);
      options.onRetry?.(cause, attempt, delayMs);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
}

/** Gives the work a signal and aborts it in time; work that ignores the signal is left behind. */
export async function withTimeout<T>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const expired = new TimeoutError(timeoutMs);
  let timer: ReturnType<typeof setTimeout> | null = null;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      controller.abort(expired);
      reject(expired);
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(controller.signal), timeout]);
  } finally {
    if (timer) clearTimeout(timer);
  }
}
