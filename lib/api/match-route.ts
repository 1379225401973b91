import { problem } from '@/lib/http/problem';
import type { AnyEndpoint, Method } from './endpoint';

type Route = {
  source: string;
  pattern: RegExp;
  names: string[];
  byMethod: Map<Method, AnyEndpoint>;
};

export type Match = { endpoint: AnyEndpoint; pathParams: Record<string, string> };

/** Finds the endpoint of a method and path. */
export type Router = (method: string, pathname: string) => Match;

/**
 * Makes the router of a list of endpoints.
 * @returns a function that throws 404 `not-found` for an unknown path and 405 with `Allow` for a
 * method that the path does not have. `HEAD` is `GET` without a body.
 */
export function createRouter(endpoints: readonly AnyEndpoint[]): Router {
  const exact = new Map<string, Route>();
  const patterns: Route[] = [];
  for (const endpoint of endpoints) {
    const { path } = endpoint;
    const known = exact.get(path) ?? patterns.find((route) => route.source === sourceOf(path));
    const route = known ?? {
      source: sourceOf(path),
      pattern: new RegExp(sourceOf(path)),
      names: namesOf(path),
      byMethod: new Map(),
    };
    route.byMethod.set(endpoint.method, endpoint);
    if (known) continue;
    if (route.names.length > 0) patterns.push(route);
    else exact.set(path, route);
  }
  return (method, pathname) => {
    const route = exact.get(pathname) ?? patterns.find(({ pattern }) => pattern.test(pathname));
    if (!route) throw problem('not-found');
    const endpoint = route.byMethod.get(method === 'HEAD' ? 'GET' : (method as Method));
    if (!endpoint) throw problem('method-not-allowed', { headers: { allow: allowed(route) } });
    return { endpoint, pathParams: route.names.length > 0 ? readParams(route, pathname) : {} };
  };
}

function readParams({ names, pattern }: Route, pathname: string): Record<string, string> {
  const values = pattern.exec(pathname)?.slice(1) ?? [];
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

function allowed(route: Route): string {
  const methods = [...route.byMethod.keys()];
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
}

/** Ids hold word characters alone: an encoded slash or dot never matches. */
function sourceOf(path: string): string {
  return `^${path.replace(/\{[a-z_]+\}/g, '([0-9A-Za-z_-]{1,64})')}$`;
}

function namesOf(path: string): string[] {
  return [...path.matchAll(/\{([a-z_]+)\}/g)].map(([, name = '']) => name);
}
