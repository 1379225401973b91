/** The cookies of the request that Next.js would be answering. */
export const requestCookies = new Map<string, string>();

/** What stands in for `next/headers` where code of pages runs without Next.js: one request's cookies. */
export function frameworkHeaders() {
  return {
    headers: async () => new Headers({ host: 'localhost' }),
    cookies: async () => ({
      get: (name: string) => {
        const value = requestCookies.get(name);
        return value === undefined ? undefined : { name, value };
      },
      getAll: () => [...requestCookies].map(([name, value]) => ({ name, value })),
      set: (cookie: string | { name: string; value: string }, value = '') => {
        if (typeof cookie === 'string') requestCookies.set(cookie, value);
        else requestCookies.set(cookie.name, cookie.value);
      },
      delete: (name: string) => requestCookies.delete(name),
    }),
  };
}

/** Runs a server action to where it sends the browser. */
export async function redirectOf(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    const digest = error instanceof Error && 'digest' in error ? String(error.digest) : '';
    if (digest.startsWith('NEXT_REDIRECT')) return digest.split(';')[2] ?? '';
    throw error;
  }
  return '';
}
