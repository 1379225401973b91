import type { HttpAnswer } from './http-message';
import { ProblemError, problem } from './problem';

type Routed = { method: string; path: string };

type Route<Endpoint> = {
  source: string;
  pattern: RegExp;
  names: string[];
  byMethod: Map<string, Endpoint>;
};

type Match<Endpoint> = { endpoint: Endpoint; pathParams: Record<string, string> };

/** Finds the endpoint for a method and path. */
type Router<Endpoint> = (method: string, pathname: string) => Match<Endpoint>;

/**
 * Makes a router from a list of endpoints whose paths look like `/api/v1/invoices/{id}`.
 * @returns a function that throws 404 `not-found` for an unknown path, and 405 with `Allow` for a
 * method that the path does not have. `HEAD` is `GET` without a body.
 */
export function createRouter<Endpoint extends Routed>(
  endpoints: readonly Endpoint[],
): Router<Endpoint> {
  const exact = new Map<string, Route<Endpoint>>();
  const patterns: Route<Endpoint>[] = [];
  for (const endpoint of endpoints) {
    const { path } = endpoint;
    const known = exact.get(path) ?? patterns.find((route) => route.source === sourceOf(path));
    const route = known ?? {
      source: sourceOf(path),
      pattern: new RegExp(sourceOf(path)),
      names: namesOf(path),
      byMethod: new Map<string, Endpoint>(),
    };
    route.byMethod.set(endpoint.method, endpoint);
    if (known) continue;
    if (route.names.length > 0) patterns.push(route);
    else exact.set(path, route);
  }
  return (method, pathname) => {
    const route = exact.get(pathname) ?? patterns.find(({ pattern }) => pattern.test(pathname));
    if (!route) throw problem('not-found');
    const endpoint = route.byMethod.get(method === 'HEAD' ? 'GET' : method);
    if (!endpoint) throw problem('method-not-allowed', { headers: { allow: allowed(route) } });
    return { endpoint, pathParams: route.names.length > 0 ? readParams(route, pathname) : {} };
  };
}

/** The match, or the answer to `OPTIONS`: which methods the path has. */
export function matchOrOptions<Endpoint>(
  findRoute: Router<Endpoint>,
  method: string,
  path: string,
): Match<Endpoint> | HttpAnswer {
  if (method !== 'OPTIONS') return findRoute(method, path);
  try {
    return findRoute('OPTIONS', path);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.slug !== 'method-not-allowed') throw error;
    return { status: 204, headers: error.options.headers ?? {}, body: null };
  }
}

function readParams<E>({ names, pattern }: Route<E>, pathname: string): Record<string, string> {
  const values = pattern.exec(pathname)?.slice(1) ?? [];
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

function allowed<E>(route: Route<E>): string {
  const methods = [...route.byMethod.keys()];
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
}

/** Parameters hold word characters only: an encoded slash or dot never matches. */
function sourceOf(path: string): string {
  return `^${path.replace(/\{[a-z_]+\}/g, '([0-9A-Za-z_-]{1,64})')}$`;
}

function namesOf(path: string): string[] {
  return [...path.matchAll(/\{([a-z_]+)\}/g)].map(([, name = '']) => name);
}
