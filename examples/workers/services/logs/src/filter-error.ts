/**
 * What is wrong with a filter's text, where, and what to do. All of it is in the message, because
 * that is what arrives of an error on the other side of an RPC call.
 */
export class FilterError extends Error {
  override name = 'FilterError';
  /** The characters to blame: the first, and the one behind the last, from 0. */
  readonly at: [from: number, until: number];
  /** The message without the place. */
  readonly detail: string;

  constructor(at: [from: number, until: number], what: string, help: string) {
    const [from, until] = at;
    const place = until - from > 1 ? `characters ${from + 1} to ${until}` : `character ${from + 1}`;
    super(`filter, ${place}: ${what}: ${help}`);
    this.at = at;
    this.detail = `${what}: ${help}`;
  }
}
