import { createPublicKey, verify } from 'node:crypto';
import {
  componentIdentity,
  isSignatureError,
  type RequestDescriptor,
  SignatureErrorCode,
  type Verifier,
  verifySignature,
} from 'http-message-sig';
import { isInnerList, parseDictionary } from 'structured-headers';
import type { HttpRequest } from '@/lib/http/http-message';
import { requireContentDigest } from './content-digest';
import { ProofError } from './proof-error';
import type { BoundKey, PublicJwk } from './public-key';
import { CLOCK_SECONDS, requireFirstUse, requireRecent } from './recent-proof';

/** What a signature must be for. */
export type ExpectedSignature = {
  key: BoundKey;
  /** The header that carries the credential. */
  header: 'x-api-key' | 'authorization';
  url: string;
  /** The body as it came; empty where there is none. Read only once the signature is verified. */
  readBody(): Promise<Uint8Array>;
};

/** What every signature covers, besides the header with the credential. */
export const COVERED_COMPONENTS = ['@method', '@target-uri'] as const;

/** Attack: nonces of kilobytes, each stored. 64 random bytes are 88 characters of base64. */
const MAX_NONCE = 256;

/** Times are checked here, because a nonce of ours can stand in for a right clock. */
const ANY_TIME = Number.MAX_SAFE_INTEGER;

/**
 * Verifies that the sender of a bound credential signed this very request, and only once. The
 * signature covers the method, the URL, the header with the credential and, where there is a body, its
 * `Content-Digest`.
 * @throws {ProofError} `not-recent` where a nonce would help, else `invalid`.
 * @see RFC 9421 section 3.2, RFC 9530
 */
export async function verifyMessageSignature(
  request: HttpRequest,
  { key, header, url, readBody }: ExpectedSignature,
): Promise<void> {
  const verifier = verifierOf(key.jwk);
  const { labels, fields } = readSignatures(request, key.thumbprint);
  const message: RequestDescriptor = {
    kind: 'request',
    method: request.method,
    targetUri: url,
    fields,
  };
  const { parameters, components } = await verifySignature(message, {
    ...(labels[0] === undefined ? {} : { label: labels[0] }),
    policy: {
      algorithms: [verifier.algorithm],
      requiredComponents: [...COVERED_COMPONENTS, header],
      requiredParameters: ['created', 'nonce'],
      clockSkew: ANY_TIME,
    },
    resolveVerifier: () => verifier,
  }).catch((cause: unknown) => refuse(reasonOf(cause), cause));
  const { created = 0, expires, nonce = '' } = parameters;
  if (nonce.length > MAX_NONCE) refuse(`The nonce has more than ${MAX_NONCE} characters.`);
  const body = await readBody();
  if (body.byteLength > 0) {
    if (!components.map(componentIdentity).includes('"content-digest"')) {
      refuse('A request with a body needs Content-Digest, and the signature has to cover it.');
    }
    requireContentDigest(request.header('content-digest'), body);
  }
  if (expires !== undefined && expires < Date.now() / 1000 - CLOCK_SECONDS) {
    refuse('The signature has expired.');
  }
  await requireRecent(created, nonce);
  await requireFirstUse(key.thumbprint, `signature ${nonce}`);
}

/**
 * The header fields that signatures cover, and which of several signatures is meant for us: a proxy
 * can add its own. Ours has the thumbprint of the pair as `keyid`.
 */
function readSignatures(request: HttpRequest, thumbprint: string) {
  const names = new Set(['signature', 'signature-input']);
  const labels: string[] = [];
  const inputs = [...parse(request.header('signature-input'))];
  for (const [label, member] of inputs) {
    if (!isInnerList(member)) continue;
    const [covered, parameters] = member;
    if (inputs.length > 1 && parameters.get('keyid') === thumbprint) labels.push(label);
    for (const [name] of covered) {
      if (typeof name === 'string' && !name.startsWith('@')) names.add(name);
    }
  }
  const fields = [...names].flatMap((name) => {
    const value = request.header(name);
    return value === null ? [] : [{ name, value }];
  });
  return { labels, fields };
}

function parse(header: string | null): ReturnType<typeof parseDictionary> {
  try {
    return parseDictionary(header ?? '');
  } catch (cause) {
    return refuse('Signature-Input cannot be read.', cause);
  }
}

/** By key: importing one costs more than verifying a signature with it. */
const verifiers = new WeakMap<PublicJwk, Verifier>();

function verifierOf(jwk: PublicJwk): Verifier {
  const verifier = verifiers.get(jwk) ?? makeVerifier(jwk);
  verifiers.set(jwk, verifier);
  return verifier;
}

/** @see RFC 9421 sections 3.3.4 and 3.3.6 */
function makeVerifier(jwk: PublicJwk): Verifier {
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  if (jwk.kty === 'OKP') {
    return { algorithm: 'ed25519', verify: (data, made) => verify(null, data, key, made) };
  }
  return {
    algorithm: 'ecdsa-p256-sha256',
    verify: (data, made) => verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, made),
  };
}

const HINTS: Partial<Record<SignatureErrorCode, string>> = {
  [SignatureErrorCode.VerificationFailed]:
    'The signature was made with another key, or over another request.',
  [SignatureErrorCode.LabelRequired]:
    'Of several signatures, give the one with this key its thumbprint as keyid.',
};

/** The library's own words name what is absent or malformed, and quote no value. */
function reasonOf(cause: unknown): string {
  if (!isSignatureError(cause)) return 'The signature cannot be read.';
  return HINTS[cause.code] ?? `${cause.message}.`;
}

function refuse(message: string, cause?: unknown): never {
  throw new ProofError('invalid', message, { cause });
}
