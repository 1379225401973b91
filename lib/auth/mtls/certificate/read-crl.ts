import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  Extensions,
  id_ce_authorityKeyIdentifier,
  id_ce_deltaCRLIndicator,
  id_ce_issuingDistributionPoint,
  Time,
} from '@peculiar/asn1-x509';
import asn1 from 'asn1';
import { MtlsError } from '../mtls-error';
import { type CrlSignature, readCrlSignature } from './crl-signature';
import type { Certificate } from './read-certificate';
import { TimeSlice } from './time-slice';

/** A certificate revocation list, and the question whether a CA made it. */
export type Crl = {
  der: Buffer;
  /** The name and key identifier of the CA that it says made it. */
  authority: string;
  thisUpdate: Date;
  nextUpdate: Date;
  /** How many certificates it revokes. */
  entries: number;
  revokes(certificate: Certificate): boolean;
  /** Whether this CA signed it. Asked once per CA: over a large list this takes a moment. */
  isIssuedBy(authority: Certificate): boolean;
  /** Answers the same for a CA in advance, on another thread. */
  prepare(authority: Certificate): Promise<void>;
};

const { Ber, BerReader } = asn1;
type Reader = InstanceType<typeof BerReader>;

const SEQUENCE = Ber.Sequence | Ber.Constructor;
const EXTENSIONS = Ber.Context | Ber.Constructor;
const EXTENSION_NAMES: Record<string, string> = {
  [id_ce_deltaCRLIndicator]: 'deltaCRLIndicator',
  [id_ce_issuingDistributionPoint]: 'issuingDistributionPoint',
};

function present<T>(value: T | null): T {
  if (value === null) throw new TypeError('The CRL is cut short');
  return value;
}

/** The content of the next element, which must have this tag. */
function take(reader: Reader, tag: number): Buffer {
  return present(reader.readString(tag, true));
}

/** The next element with its tag and length, whatever it is. */
function takeWhole(reader: Reader, bytes: Buffer): Buffer {
  const { offset } = reader;
  take(reader, present(reader.peek()));
  return bytes.subarray(offset, reader.offset);
}

function takeTime(reader: Reader, bytes: Buffer): Date {
  return AsnConvert.parse(takeWhole(reader, bytes), Time).getTime();
}

function isTime(tag: number | null): boolean {
  return tag === Ber.UTCTime || tag === Ber.GeneralizedTime;
}

/** @see RFC 5280 section 5.2: a list with an unknown critical extension must not be used. */
function readExtensions(content: Buffer): string {
  let keyId = '';
  for (const { extnID, extnValue, critical } of AsnConvert.parse(content, Extensions)) {
    const name = EXTENSION_NAMES[extnID] ?? extnID;
    if (extnID === id_ce_deltaCRLIndicator) {
      throw new MtlsError('crl-unsupported', 'The CRL is a delta CRL: provide the complete list');
    }
    if (critical) {
      throw new MtlsError('crl-unsupported', `The CRL has the critical extension ${name}`);
    }
    if (extnID === id_ce_authorityKeyIdentifier)
      keyId = Buffer.from(extnValue.buffer).toString('hex');
  }
  return keyId;
}

function refuseCriticalEntry(entry: Reader): void {
  take(entry, present(entry.peek()));
  if (entry.remain === 0) return;
  present(entry.readSequence(SEQUENCE));
  while (entry.remain > 0) {
    const extension = new BerReader(take(entry, SEQUENCE));
    const oid = extension.readOID();
    if (extension.peek() === Ber.Boolean && extension.readBoolean()) {
      throw new MtlsError('crl-unsupported', `A CRL entry has the critical extension ${oid}`);
    }
  }
}

/** Sets of a few thousand serials each: one set of a million stops the process while it grows. */
class SerialSet {
  readonly #byLastByte = new Map<number, Set<string>>();
  size = 0;

  add(serial: Buffer): void {
    const last = serial.at(-1) ?? 0;
    const set = this.#byLastByte.get(last);
    if (set) set.add(serial.toString('latin1'));
    else this.#byLastByte.set(last, new Set([serial.toString('latin1')]));
    this.size += 1;
  }

  has(serial: Buffer): boolean {
    return this.#byLastByte.get(serial.at(-1) ?? 0)?.has(serial.toString('latin1')) ?? false;
  }
}

async function readSerials(content: Buffer): Promise<SerialSet> {
  const serials = new SerialSet();
  const slice = new TimeSlice();
  const list = new BerReader(content);
  while (list.remain > 0) {
    const entry = new BerReader(take(list, SEQUENCE));
    serials.add(take(entry, Ber.Integer));
    refuseCriticalEntry(entry);
    if (slice.isOver) await slice.rest();
  }
  return serials;
}

/**
 * Reads one CRL from DER, of any size, in small slices of time.
 *
 * `AsnConvert` reads the parts, but not the whole: it makes some ten objects per entry, and refuses
 * more than 10,000 objects. So `BerReader` walks the list, one entry at a time.
 *
 * Attack: a CRL is matched to its CA by signature, not by name. A second CA of the same name could
 * otherwise bring an empty list for a certificate that the first one has revoked.
 * @throws {MtlsError} `crl-unsupported` for a delta CRL, a critical extension, a missing nextUpdate
 * or a signature algorithm that TLS does not accept.
 * @throws {Error} when the bytes are no CRL.
 * @see RFC 5280 section 5
 */
export async function readCrl(der: Buffer): Promise<Crl> {
  const outer = new BerReader(der);
  outer.readSequence(SEQUENCE);
  if (outer.length !== outer.remain) throw new TypeError('The CRL is cut short');
  const signed = takeWhole(outer, der);
  const algorithm = AsnConvert.parse(takeWhole(outer, der), AlgorithmIdentifier);
  const [, ...signature] = take(outer, Ber.BitString);

  const list = new BerReader(signed);
  present(list.readSequence(SEQUENCE));
  if (list.peek() === Ber.Integer) list.readInt();
  take(list, SEQUENCE);
  const issuer = takeWhole(list, signed);
  const thisUpdate = takeTime(list, signed);
  if (!isTime(list.peek())) {
    throw new MtlsError('crl-unsupported', 'The CRL does not say when the next one comes');
  }
  const nextUpdate = takeTime(list, signed);
  const content = list.peek() === SEQUENCE ? take(list, SEQUENCE) : Buffer.alloc(0);
  const keyId = list.remain > 0 ? readExtensions(take(list, EXTENSIONS)) : '';
  const serials = await readSerials(content);
  const verifier: CrlSignature = readCrlSignature(algorithm, signed, Buffer.from(signature));
  return {
    der,
    authority: `${issuer.toString('hex')}:${keyId}`,
    thisUpdate,
    nextUpdate,
    entries: serials.size,
    revokes: ({ serialBytes }) => serials.has(serialBytes),
    isIssuedBy: (authority) => verifier.isMadeBy(authority),
    prepare: (authority) => verifier.prepare(authority),
  };
}
