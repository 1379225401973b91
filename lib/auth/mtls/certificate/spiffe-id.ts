/** The name of a workload: a trust domain and a path. */
export type SpiffeId = {
  /** The whole text, e.g. `spiffe://tollgate.local/web`. Compare this, never a part. */
  id: string;
  trustDomain: string;
  /** `/web`; empty where the ID names the trust domain itself. */
  path: string;
};

const MAX_LENGTH = 2_048;

/**
 * Attack: `new URL()` is no validator. It lower-cases, decodes, drops dot segments and accepts
 * ports, user info and queries, so two different texts would become one name.
 */
const GRAMMAR = /^spiffe:\/\/([a-z0-9._-]{1,255})((?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]+)*)$/;

/**
 * Reads a SPIFFE ID; undefined where the text is none.
 * @see SPIFFE-ID.md section 2
 */
export function parseSpiffeId(text: string): SpiffeId | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const match = GRAMMAR.exec(text);
  if (!match) return undefined;
  const [id, trustDomain = '', path = ''] = match;
  return { id, trustDomain, path };
}

/**
 * The SPIFFE ID of a workload of this system: the trust domain, and the path in which `{name}`
 * stands for the workload.
 * @throws {TypeError} when the parts do not make a SPIFFE ID.
 */
export function workloadId(trustDomain: string, name: string, path = '/{name}'): string {
  const parsed = parseSpiffeId(`spiffe://${trustDomain}${path.replaceAll('{name}', name)}`);
  if (!parsed) throw new TypeError(`Not a SPIFFE ID: trust domain ${trustDomain}, name ${name}`);
  return parsed.id;
}
