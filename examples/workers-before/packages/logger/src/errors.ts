/** An error as JSON can hold it, with its causes. */
export function describeError(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return { name, message, stack, cause: cause instanceof Error ? describeError(cause) : cause };
}
