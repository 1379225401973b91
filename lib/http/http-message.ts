/**
 * A request as the API's handlers see it, independent of the server. Everything is read on demand:
 * most calls need a path and one header.
 */
export type HttpRequest = {
  readonly method: string;
  /** As it came: nothing decoded, no query. */
  readonly path: string;
  /** As it came, without its question mark; empty where there is none. */
  readonly query: string;
  /** A header by its lower-case name; repeated ones are joined by a comma. Null where there is none. */
  header(name: string): string | null;
  /**
   * The bytes of the body.
   * @throws {ProblemError} 413 `body-too-large`, as soon as there are more than `limit`.
   */
  readBody(limit: number): Promise<Uint8Array>;
};

/** An answer of the API's handlers, which their host writes. Header names in lower case. */
export type HttpAnswer = {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Null where there is none. */
  body: string | null;
};

/** Divides a request target into path and query. */
export function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: '' };
  return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}
