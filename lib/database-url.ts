/**
 * What is wrong with the URL of a database, as the end of a sentence that begins with the variable's
 * name; undefined where nothing is. Never contains the URL, which holds a password.
 */
export function databaseUrlFault(text: string): string | undefined {
  if (!/^postgres(ql)?:\/\//.test(text)) return 'must start with postgres:// or postgresql://';
  const authority = text.replace(/^[^/]*\/\//, '').replace(/[/?].*$/s, '');
  if (authority.slice(authority.lastIndexOf('@') + 1).includes(',')) return SEVERAL_HOSTS;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.hash) {
    return 'is not a valid URL. Percent-encode special characters of the password, such as %40 for @, %23 for #, %2F for /';
  }
  if (url.searchParams.get('host')?.includes(',')) return SEVERAL_HOSTS;
  if (url.pathname.length < 2) return 'names no database. Add its name after the host: /tollgate';
  return undefined;
}

const SEVERAL_HOSTS =
  'names several hosts, which Tollgate does not support. Give one address that always leads to the primary: a proxy such as HAProxy, or a DNS name that follows it';

/** The PostgreSQL schema that a URL names in `?schema=`; undefined for `public`, the default. */
export function schemaOf(url: string): string | undefined {
  const schema = new URL(url).searchParams.get('schema');
  return schema && schema !== 'public' ? schema : undefined;
}

/** The URL without `?schema=`, which only Prisma understands. */
export function withoutSchema(url: string): string {
  const changed = new URL(url);
  if (!changed.searchParams.has('schema')) return url;
  changed.searchParams.delete('schema');
  return changed.href;
}

/** Host, port and database, for messages: no user, no password. */
export function describeDatabase(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const socket = searchParams.get('host');
  return `${hostname || socket || 'localhost'}:${port || 5432}${pathname}`;
}
