import { getEnv } from '@/lib/env';
import type { HttpRequest } from '@/lib/http/http-message';
import { type ProblemError, problem } from '@/lib/http/problem';
import type { ProblemSlug } from '@/lib/http/problem-catalog';
import type { PresentedCredential } from '@/lib/http/read-credential';
import { ProofError } from '../proof-of-possession/proof-error';
import { algorithmOf, type BoundKey } from '../proof-of-possession/public-key';
import { createProofNonce, requireFirstUse } from '../proof-of-possession/recent-proof';
import { verifyDpopProof } from '../proof-of-possession/verify-dpop-proof';
import {
  COVERED_COMPONENTS,
  verifyMessageSignature,
} from '../proof-of-possession/verify-message-signature';
import { type AuthenticatedApiKey, boundKeyOf } from './authenticate-api-key';

/** How a caller proved the pair that its key is bound to. */
export type ProofKind = 'dpop' | 'signature';

/** The request that a bound key came with. */
export type ProvenRequest = {
  request: HttpRequest;
  presented: PresentedCredential;
  readBody(): Promise<Uint8Array>;
};

/**
 * Lets a bound key be used only with a proof of its pair: a DPoP proof, or an HTTP message signature.
 *
 * Attack: the key is stolen from a log, a build output or a configuration file. Alone it is refused,
 * and so is a proof that was copied along with it.
 *
 * @param firstUse for the attack lab alone.
 * @returns null for a key that is bound to nothing.
 * @throws {ProblemError} 401 `proof-required`, or what is wrong with the proof: `invalid-dpop-proof`,
 * `dpop-nonce-required`, `invalid-message-signature` or `signature-nonce-required`.
 * @see RFC 9449, RFC 9421
 */
export async function requireProof(
  apiKey: AuthenticatedApiKey,
  { request, presented, readBody }: ProvenRequest,
  firstUse = requireFirstUse,
): Promise<ProofKind | null> {
  const key = boundKeyOf(apiKey);
  if (!key) return null;
  const { header, text: credential } = presented;
  const { method, path, query } = request;
  const url = `${new URL(getEnv().APP_URL).origin}${path}${query === '' ? '' : `?${query}`}`;
  const dpop = request.header('dpop');
  const kind = dpop === null ? 'signature' : 'dpop';
  try {
    if (dpop !== null) {
      await verifyDpopProof(dpop, { ...key, credential, method, url }, firstUse);
    } else if (request.header('signature-input') !== null) {
      await verifyMessageSignature(request, { key, header, url, readBody });
    } else {
      throw await refuse('proof-required', key, { method, header });
    }
    return kind;
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    throw await refuse(REFUSALS[kind][error.reason], key, { method, header }, error);
  }
}

const REFUSALS = {
  dpop: { invalid: 'invalid-dpop-proof', 'not-recent': 'dpop-nonce-required' },
  signature: { invalid: 'invalid-message-signature', 'not-recent': 'signature-nonce-required' },
} as const satisfies Record<ProofKind, Record<ProofError['reason'], ProblemSlug>>;

/**
 * Says how to prove the pair in both ways. The secret matched, so the reason can be specific.
 * @see RFC 9449 sections 7.1 and 9, RFC 9421 section 5.1
 */
async function refuse(
  slug: ProblemSlug,
  key: BoundKey,
  { method, header }: { method: string; header: PresentedCredential['header'] },
  cause?: ProofError,
): Promise<ProblemError> {
  const alg = algorithmOf(key.jwk);
  const error = slug === 'dpop-nonce-required' ? 'use_dpop_nonce' : 'invalid_dpop_proof';
  const nonce = await createProofNonce();
  const body = method === 'GET' ? [] : ['content-digest'];
  const covered = [...COVERED_COMPONENTS, header, ...body].map((name) => `"${name}"`);
  const signatureNonce = slug === 'signature-nonce-required' ? `;nonce="${nonce}"` : ';nonce';
  return problem(slug, {
    ...(cause ? { detail: cause.message, cause } : {}),
    headers: {
      'www-authenticate': `DPoP realm="tollgate", error="${error}", algs="${alg}"`,
      'dpop-nonce': nonce,
      'accept-signature': `sig=(${covered.join(' ')});created;keyid="${key.thumbprint}"${signatureNonce}`,
    },
  });
}
