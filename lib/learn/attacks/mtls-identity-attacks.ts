import type { Attack } from './attack';

const CLIENT = 'openssl s_client -connect localhost:8443 -CAfile .data/workload/web/bundle.pem';

/** A39 to A44: certificates that are missing, false or someone else’s. */
export const MTLS_IDENTITY_ATTACKS: readonly Attack[] = [
  {
    id: 'A39',
    slug: 'no-client-certificate',
    family: 'mtls',
    title: 'Connecting without a client certificate',
    names: ['Missing client certificate'],
    standards: ['RFC 8446 section 4.4.2.4', 'CWE-306'],
    story:
      'Someone found the billing service’s port. They connect like any browser would, with nothing to show.',
    expected: 'TLS alert certificate_required; the handler is never called',
    guard: 'the server asks for a certificate and insists',
    hints: [
      { text: 'TLS 1.3 lets the client believe for a moment that it is connected.' },
      { text: 'Connect and wait for the alert.', shell: `${CLIENT} -tls1_3 </dev/null` },
    ],
  },
  {
    id: 'A40',
    slug: 'self-signed-certificate',
    family: 'mtls',
    title: 'A home-made certificate with the right name',
    names: ['Self-signed certificate'],
    standards: ['RFC 5280 section 6', 'CWE-295'],
    story:
      'The attacker knows the name that billing trusts and writes it into a certificate of their own making. Only the signature is missing.',
    expected: 'The connection is closed; the log says why (untrusted issuer)',
    guard: 'chain of trust',
    hints: [
      { text: 'A name inside a certificate is a claim. What makes it a fact?' },
      {
        text: 'Make one in one line.',
        shell: `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -out c.pem -days 1 -subj "/" -addext "subjectAltName=critical,URI:spiffe://tollgate.local/web"\n${CLIENT} -cert c.pem -key k.pem </dev/null`,
      },
    ],
  },
  {
    id: 'A41',
    slug: 'wrong-authority-same-name',
    family: 'mtls',
    title: 'Another authority with the same name',
    names: ['Rogue CA'],
    standards: ['RFC 5280 section 6', 'CWE-296'],
    story:
      'The attacker runs a certificate authority and gives it exactly the name of ours. The leaf it signs looks right in every list.',
    expected: 'The connection is closed; names of authorities prove nothing, keys do',
    guard: 'chain of trust, by key',
    hints: [
      { text: 'What does the server compare: the issuer’s name or the issuer’s signature?' },
      {
        text: 'Read the name to copy.',
        shell: 'openssl x509 -in .data/workload/web/bundle.pem -noout -subject',
      },
    ],
  },
  {
    id: 'A42',
    slug: 'expired-certificate',
    family: 'mtls',
    title: 'A certificate after, and before, its time',
    names: ['Expired certificate'],
    standards: ['RFC 5280 section 6.1.3', 'CWE-298'],
    story:
      'A certificate of last week turns up in a backup. Its key is right and its chain is right; only its time is over.',
    expected: 'The connection is closed; the log says CERT_HAS_EXPIRED',
    guard: 'validity period',
    hints: [
      { text: 'The development authority issues for seconds if asked.' },
      {
        text: 'Issue, wait, connect.',
        shell: `npm run -s tollgate -- cert issue --spiffe-id spiffe://tollgate.local/web --ttl 10s --out .data/short\nsleep 11; ${CLIENT} -cert .data/short/svid.pem -cert_chain .data/short/svid.pem -key .data/short/svid_key.pem </dev/null`,
      },
    ],
  },
  {
    id: 'A43',
    slug: 'another-workloads-certificate',
    family: 'mtls',
    title: 'A genuine certificate of the wrong workload',
    names: ['Lateral movement'],
    standards: ['CWE-863'],
    story:
      'The attacker took over a small internal service. Its certificate is real, of the right authority, and an hour fresh.',
    expected: 'The handshake succeeds, then 403 peer-not-authorized',
    guard: 'each operation lists the SPIFFE IDs that may call it',
    hints: [
      { text: 'Being someone is not the same as being allowed.' },
      {
        text: 'Be someone else.',
        shell: `npm run -s tollgate -- cert issue --spiffe-id spiffe://tollgate.local/stranger --ttl 5m --out .data/stranger\ncurl -i --cacert .data/workload/web/bundle.pem --cert .data/stranger/svid.pem --key .data/stranger/svid_key.pem https://localhost:8443/v1/health`,
      },
    ],
  },
  {
    id: 'A44',
    slug: 'server-certificate-as-client',
    family: 'mtls',
    title: 'A server’s certificate, used to call',
    names: ['Extended key usage'],
    standards: ['RFC 5280 section 4.2.1.12', 'CWE-295'],
    story:
      'A web server’s certificate was stolen. The thief uses it to call, although it was made only for answering.',
    expected: 'The connection is closed; the log says INVALID_PURPOSE',
    guard: 'extended key usage',
    hints: [
      { text: 'A certificate names its purposes. Which one does a caller need?' },
      {
        text: 'Look at one.',
        shell: 'openssl x509 -in .data/workload/web/svid.pem -noout -ext extendedKeyUsage',
      },
    ],
  },
];
