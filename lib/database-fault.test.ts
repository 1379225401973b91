import { expect, test } from 'vitest';
import { databaseFault } from './database-fault';

const URL_WITH_PASSWORD = 'postgres://ada:s3cret@db.example:6432/tollgate';
const failure = (code: string, message = '') => Object.assign(new Error(message), { code });

test.each([
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'sslrootcert'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'another host name'],
  ['28P01', 'password is refused'],
  ['3D000', 'no such database'],
])('%s is one sentence that names the variable, the place and the remedy', (code, words) => {
  const nested = new Error('outer', { cause: failure(code) });
  const text = databaseFault(nested, 'DIRECT_DATABASE_URL', URL_WITH_PASSWORD);
  expect(text).toContain('DIRECT_DATABASE_URL (db.example:6432/tollgate): ');
  expect(text).toContain(words);
  expect(text).not.toContain('s3cret');
});

test('an outage asks for no change of configuration', () => {
  for (const code of ['ECONNREFUSED', 'ETIMEDOUT', '57P03']) {
    expect(databaseFault(failure(code), 'DATABASE_URL', URL_WITH_PASSWORD)).toBeUndefined();
  }
});
