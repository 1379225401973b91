import type { Attack } from './attack';

const CLIENT = 'openssl s_client -connect localhost:8443 -CAfile .data/workload/web/bundle.pem';

/** A45 to A50: connections that outlive their right, and peers that are not who they seem. */
export const MTLS_CONNECTION_ATTACKS: readonly Attack[] = [
  {
    id: 'A45',
    slug: 'revoked-certificate',
    family: 'mtls',
    title: 'A revoked certificate, still in its hour',
    names: ['Certificate revocation list (CRL)'],
    standards: ['RFC 5280 section 5', 'CWE-299'],
    story:
      'A workload is known to be taken over and its certificate is revoked. The thief connects before the hour is over.',
    expected: 'The connection is closed; the log says CERT_REVOKED',
    guard: 'certificate revocation list',
    hints: [
      { text: 'Who has to hear of a revocation, and how soon?' },
      {
        text: 'Revoke by serial.',
        shell:
          'npm run -s tollgate -- cert revoke --serial $(openssl x509 -in .data/stranger/svid.pem -noout -serial | cut -d= -f2)',
      },
    ],
  },
  {
    id: 'A46',
    slug: 'revoked-then-still-connected',
    family: 'mtls',
    title: 'Revoked, with the connection already open',
    names: ['Session resumption', 'Long-lived connection'],
    standards: ['RFC 8446 section 2.2', 'CWE-299'],
    story:
      'The handshake was long ago and all was well then. The thief simply never disconnects, or resumes with a ticket.',
    expected: '401 peer-revoked on the next request of the open connection; tickets are not given',
    guard: 'the chain is judged again at each request; no session tickets',
    hints: [
      { text: 'A resumed TLS session skips the certificates altogether.' },
      {
        text: 'Ask for a ticket.',
        shell: `${CLIENT} -cert .data/workload/web/svid.pem -cert_chain .data/workload/web/svid.pem -key .data/workload/web/svid_key.pem -sess_out ticket.pem </dev/null`,
      },
    ],
  },
  {
    id: 'A47',
    slug: 'certificate-without-its-key',
    family: 'mtls',
    title: 'The victim’s certificate without its private key',
    names: ['Proof of possession'],
    standards: ['RFC 8446 section 4.4.3', 'CWE-287'],
    story:
      'Certificates are public: one is in every handshake. The attacker presents the victim’s with a key of their own.',
    expected: 'The handshake fails: the signature does not fit the certificate',
    guard: 'CertificateVerify: the key signs this very handshake',
    hints: [
      { text: 'What does the client sign, and why can’t yesterday’s signature be replayed?' },
      {
        text: 'Mix two pairs.',
        shell: `${CLIENT} -cert .data/workload/web/svid.pem -key .data/stranger/svid_key.pem </dev/null`,
      },
    ],
  },
  {
    id: 'A48',
    slug: 'tls-downgrade',
    family: 'mtls',
    title: 'An older TLS, or none at all',
    names: ['TLS downgrade'],
    standards: ['RFC 9325 section 3.1.1', 'CWE-757'],
    story:
      'Old protocol versions have old holes. The attacker offers nothing newer, or speaks plain HTTP.',
    expected: 'TLS alert protocol_version; plain HTTP is cut off',
    guard: 'TLS 1.3 and nothing else',
    hints: [
      { text: 'The server chooses, but only from what the client offers.' },
      { text: 'Offer 1.2.', shell: `${CLIENT} -tls1_2 </dev/null` },
    ],
  },
  {
    id: 'A49',
    slug: 'impostor-server',
    family: 'mtls',
    title: 'A false billing server',
    names: ['Server impersonation', 'Machine in the middle'],
    standards: ['CWE-297', 'CWE-300'],
    story:
      'The attacker answers at the address where billing should be. If the client talks to it, user data and payment calls flow to the attacker.',
    expected: 'Our client hangs up before it sends a byte of the request',
    guard: 'the client checks the server’s SPIFFE ID too',
    hints: [
      { text: '“Mutual” has two directions. This is the other one.' },
      { text: 'Serve a false one.', shell: 'openssl s_server -accept 8444 -cert c.pem -key k.pem' },
    ],
  },
  {
    id: 'A50',
    slug: 'confused-deputy',
    family: 'mtls',
    title: 'The right caller, asked for the wrong customer’s invoice',
    names: ['Confused deputy'],
    standards: ['CWE-441', 'CWE-639'],
    story:
      'The web application is trusted by billing. A bug or a trick makes it ask for workspace A’s invoice while it acts for B.',
    expected: '404 not-found at billing',
    guard: 'billing checks that the object belongs to the workspace that the call names',
    hints: [
      { text: 'Who the machine is, and for whom it acts, are two different facts.' },
      { text: 'Which of the two does the certificate prove?' },
    ],
  },
];
