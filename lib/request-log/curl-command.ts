import { readCredentialStyle } from './credential-style';

type LoggedCall = { method: string; path: string; credentialId: string };

const OPTIONS: Record<string, string> = { GET: '', HEAD: ' --head' };
const WITH_BODY = new Set(['POST', 'PATCH']);

/**
 * A logged call as a curl command. The credential is a variable and the body a file, since the log
 * keeps neither; null where the call was no request of the API, such as a tool of an agent.
 * @param origin where the API is, `https://tollgate.example`.
 */
export function toCurl({ method, path, credentialId }: LoggedCall, origin: string): string | null {
  if (!path.startsWith('/api/')) return null;
  const credential =
    readCredentialStyle(credentialId) === 'api-key'
      ? '-H "X-API-Key: $KEY"'
      : '-H "Authorization: Bearer $TOKEN"';
  const body = WITH_BODY.has(method)
    ? ['-H "Content-Type: application/json"', '--data @body.json']
    : [];
  const call = `curl${OPTIONS[method] ?? ` -X ${method}`} ${quote(origin + path)}`;
  return [call, credential, ...body].join(' \\\n  ');
}

/** Quotes a text for a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
