import 'reflect-metadata';
import { AuthorityKeyIdentifierExtension, Extension, X509CrlGenerator } from '@peculiar/x509';
import type { Signer } from './make-certificate';

type CrlOptions = {
  signer: Signer;
  revoked: readonly { serial: string; at: Date }[];
  thisUpdate: Date;
  nextUpdate: Date;
};

const ID_CRL_NUMBER = '2.5.29.20';

/** A number that grows from list to list: the time in milliseconds, as a DER INTEGER. */
function crlNumber(time: Date): Extension {
  const hex = time.getTime().toString(16);
  const value = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return new Extension(ID_CRL_NUMBER, false, Buffer.from([0x02, value.length, ...value]));
}

/** Makes the CRL of one authority, as PEM. @see RFC 5280 section 5 */
export async function makeCrl(options: CrlOptions): Promise<string> {
  const crl = await X509CrlGenerator.create({
    issuer: options.signer.name,
    thisUpdate: options.thisUpdate,
    nextUpdate: options.nextUpdate,
    entries: options.revoked.map(({ serial, at }) => ({
      serialNumber: serial,
      revocationDate: at,
    })),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [
      await AuthorityKeyIdentifierExtension.create(options.signer.publicKey),
      crlNumber(options.thisUpdate),
    ],
    signingKey: options.signer.privateKey,
  });
  // The label that OpenSSL, and so Node, reads.
  const base64 = Buffer.from(crl.rawData)
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd();
  return `-----BEGIN X509 CRL-----\n${base64}\n-----END X509 CRL-----\n`;
}
