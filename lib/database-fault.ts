import { describeDatabase } from './database-url';

/** Certificate errors of Node.js that another trust anchor would mend. */
const UNKNOWN_AUTHORITY = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * What the operator has to change so that a database can be used, as one sentence that names the
 * variable; undefined where the failure is an outage that ends without a change of configuration.
 * @param error of the driver, or of Prisma with it as its cause.
 */
export function databaseFault(error: unknown, variable: string, url: string): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : '';
    const what = sentence(code, cause.message);
    if (what) return `${variable} (${describeDatabase(url)}): ${what}`;
  }
  return undefined;
}

function sentence(code: string, message: string): string | undefined {
  if (UNKNOWN_AUTHORITY.has(code)) {
    return 'its certificate is signed by an authority that Node.js does not know. Add sslrootcert=<file> with the certificate of that authority to the URL, or set NODE_EXTRA_CA_CERTS.';
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return 'its certificate is for another host name. Use a name in the certificate as the host of the URL.';
  }
  if (code === 'CERT_HAS_EXPIRED') return 'its certificate has expired. Renew it on the server.';
  if (message === 'The server does not support SSL connections') {
    return 'the server does not offer TLS, which sslmode asks for. Enable it there, or remove sslmode on a network that you trust.';
  }
  if (code === 'ENOENT' && /open/.test(message)) {
    return 'a file that sslrootcert, sslcert or sslkey names cannot be read. Correct its path.';
  }
  if (code === '28P01' || code === '28000') {
    return 'the user or its password is refused. Correct them in the URL, or allow the user in pg_hba.conf.';
  }
  if (code === '3D000') return 'there is no such database. Create it, or correct its name.';
  return undefined;
}
