import { createDecipheriv, createHmac } from 'node:crypto';

/** Bytes of one connection by direction, and the two secrets that the client's library told. */
export type Capture = {
  client: Buffer;
  server: Buffer;
  secrets: { client: Buffer; server: Buffer };
};

export type HandshakeMessage = {
  from: 'client' | 'server';
  name: string;
  bytes: number;
  encrypted: boolean;
};

const NAMES: Record<number, string> = {
  1: 'ClientHello',
  2: 'ServerHello',
  4: 'NewSessionTicket',
  8: 'EncryptedExtensions',
  11: 'Certificate',
  13: 'CertificateRequest',
  15: 'CertificateVerify',
  20: 'Finished',
};

const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const FINISHED = 20;
const SERVER_HELLO = 2;

/** The suites of TLS 1.3 that Node offers. @see RFC 8446 appendix B.4 */
const SUITES = {
  4865: { cipher: 'aes-128-gcm', hash: 'sha256', keyBytes: 16 },
  4866: { cipher: 'aes-256-gcm', hash: 'sha384', keyBytes: 32 },
  4867: { cipher: 'chacha20-poly1305', hash: 'sha256', keyBytes: 32 },
} as const;

type Suite = (typeof SUITES)[keyof typeof SUITES];

/**
 * Decodes the handshake of a recorded TLS 1.3 connection: each message in the order of its side.
 * Everything after ServerHello is encrypted and is opened with the connection's own secrets.
 * @throws {Error} where the bytes are no TLS 1.3 handshake.
 * @see RFC 8446 sections 4, 5 and 7.3
 */
export function decodeHandshake(capture: Capture): HandshakeMessage[] {
  const suite = readSuite(capture.server);
  const client = decodeSide('client', capture.client, capture.secrets.client, suite);
  const server = decodeSide('server', capture.server, capture.secrets.server, suite);
  // The client speaks first, then the server says all that it has, then the client ends.
  return [...client.slice(0, 1), ...server, ...client.slice(1)];
}

function decodeSide(
  from: HandshakeMessage['from'],
  bytes: Buffer,
  secret: Buffer,
  suite: Suite,
): HandshakeMessage[] {
  const messages: HandshakeMessage[] = [];
  const open = openerOf(secret, suite);
  for (const record of readRecords(bytes)) {
    const encrypted = record.type === APPLICATION_DATA;
    if (!encrypted && record.type !== HANDSHAKE) continue;
    const body = encrypted ? open(record.header, record.body) : record.body;
    for (const message of splitMessages(body)) {
      const name = NAMES[message.type] ?? `message ${message.type}`;
      messages.push({ from, name, bytes: message.length, encrypted });
      // What follows is under other keys: it is no longer the handshake.
      if (message.type === FINISHED) return messages;
    }
  }
  return messages;
}

function* readRecords(bytes: Buffer) {
  for (let at = 0; at + 5 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at + 3);
    const header = bytes.subarray(at, at + 5);
    yield { type: bytes[at] ?? 0, header, body: bytes.subarray(at + 5, at + 5 + length) };
    at += 5 + length;
  }
}

function* splitMessages(body: Buffer) {
  for (let at = 0; at + 4 <= body.length; ) {
    const length = body.readUIntBE(at + 1, 3);
    yield { type: body[at] ?? 0, length: length + 4 };
    at += 4 + length;
  }
}

/** The suite that the server chose: after version, random and the echoed session id. */
function readSuite(server: Buffer): Suite {
  const [first] = readRecords(server);
  const body = first?.body;
  if (!body || body[0] !== SERVER_HELLO) throw new Error('The server did not say hello');
  const sessionIdBytes = body[38] ?? 0;
  const chosen = body.readUInt16BE(39 + sessionIdBytes);
  for (const [code, suite] of Object.entries(SUITES)) if (Number(code) === chosen) return suite;
  throw new Error(`Suite ${chosen} is not of TLS 1.3`);
}

/** Opens the records of one side in order. @see RFC 8446 section 5.3 */
function openerOf(secret: Buffer, suite: Suite) {
  const key = expand(secret, 'key', suite.keyBytes, suite.hash);
  const iv = expand(secret, 'iv', 12, suite.hash);
  let sequence = 0n;
  return (header: Buffer, sealed: Buffer): Buffer => {
    const nonce = Buffer.from(iv);
    nonce.writeBigUInt64BE(nonce.readBigUInt64BE(4) ^ sequence, 4);
    sequence += 1n;
    const options = { authTagLength: 16 } as const;
    // The overloads tell GCM and ChaCha20 apart by name; all three take the same calls.
    const decipher = createDecipheriv(suite.cipher as 'aes-256-gcm', key, nonce, options);
    decipher.setAAD(header);
    decipher.setAuthTag(sealed.subarray(-16));
    const inner = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    const end = inner.findLastIndex((byte) => byte !== 0);
    return inner[end] === HANDSHAKE ? inner.subarray(0, end) : Buffer.alloc(0);
  };
}

/** HKDF-Expand-Label, for results no longer than one hash. @see RFC 8446 section 7.1 */
function expand(secret: Buffer, label: string, length: number, hash: string): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.from([0, length, name.length, ...name, 0, 1]);
  return createHmac(hash, secret).update(info).digest().subarray(0, length);
}
