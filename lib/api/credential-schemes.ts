import {
  describeRolledKey,
  authenticateApiKey,
  type AuthenticatedApiKey,
  requireAllowedAddress,
  requireApiKeyForm,
  requireUsableApiKey,
} from '@/lib/auth/api-key/authenticate-api-key';
import { recordKeyUse } from '@/lib/auth/api-key/record-key-use';
import { type ProofKind, type ProvenRequest, requireProof } from '@/lib/auth/api-key/require-proof';
import {
  ACCESS_TOKEN,
  authenticateAccessToken,
} from '@/lib/auth/oauth/authorization-server/authenticate-access-token';
import { invalidToken } from '@/lib/auth/oauth/authorization-server/require-sender';
import type { Principal } from '@/lib/auth/principal';
import { type ClientContext, getClientContext } from '@/lib/http/client-context';
import type { HttpRequest } from '@/lib/http/http-message';
import { problem } from '@/lib/http/problem';
import type { PresentedCredential } from '@/lib/http/read-credential';

/** A kind of credential that the API accepts, as the steps of the pipeline. Each step throws its refusal. */
type CredentialScheme = {
  /** Whether a credential in this header with this text is of this kind. */
  recognises(text: string, header: PresentedCredential['header']): boolean;
  /** Form and checksum: no database. */
  parse(text: string): ParsedCredential;
};

/** A well-formed credential. */
export type ParsedCredential = {
  /** Looks it up and verifies that the caller holds its secret. */
  authenticate(request: HttpRequest): Promise<AuthenticatedCredential>;
};

/** How a caller proved what its credential is bound to; a certificate by the TLS connection. */
export type Proof = ProofKind | 'certificate';

/** A verified credential. From here on a refusal can be specific, and the owner can read the request log. */
export type AuthenticatedCredential = {
  principal: Principal;
  /** Not revoked, not expired. */
  requireUsable(): void;
  /** The caller holds the key that the credential is bound to, where it is bound to one. */
  requireProof(request: ProvenRequest): Promise<Proof | null>;
  /** The caller's address is allowed. */
  requireAddress(context: ClientContext): void;
  /** Set for an API key: what a call that changes the key itself needs. */
  apiKey?: AuthenticatedApiKey;
  /** Requests a minute; null is the default, 0 no limit. */
  rateLimit: number | null;
  /** Headers that describe the credential, such as its sunset. */
  headers?: Readonly<Record<string, string>>;
  recordUse(context: ClientContext): void;
};

/** Personal API keys, in `X-API-Key` or `Authorization: Bearer`. */
const apiKeyScheme: CredentialScheme = {
  recognises: (text, header) => header === 'x-api-key' || /^tg_(live|test)_/.test(text),
  parse(text) {
    const parsed = requireApiKeyForm(text);
    return {
      async authenticate() {
        return new ApiKeyCredential(await authenticateApiKey(parsed));
      },
    };
  },
};

class ApiKeyCredential implements AuthenticatedCredential {
  constructor(readonly apiKey: AuthenticatedApiKey) {}

  get principal() {
    return this.apiKey.known.principal;
  }

  get rateLimit() {
    return this.apiKey.known.rateLimit;
  }

  get headers() {
    return describeRolledKey(this.apiKey);
  }

  requireUsable() {
    requireUsableApiKey(this.apiKey);
  }

  requireProof(request: ProvenRequest) {
    return requireProof(this.apiKey, request);
  }

  requireAddress(context: ClientContext) {
    requireAllowedAddress(this.apiKey, context);
  }

  recordUse(context: ClientContext) {
    recordKeyUse(this.apiKey, context);
  }
}

/** Access tokens of third-party apps, in `Authorization: Bearer` or, bound to a key, `DPoP`. */
const accessTokenScheme: CredentialScheme = {
  recognises: (text, header) => header === 'authorization' && text.startsWith('tg_at_'),
  parse(text) {
    if (!ACCESS_TOKEN.test(text)) throw invalidToken('malformed');
    return {
      async authenticate(request) {
        // Expiry, revocation and the grant are part of the lookup: a token is found live or not at all.
        const principal = await authenticateAccessToken(text, request, getClientContext());
        return {
          principal,
          requireUsable: () => {},
          // A token's binding was checked with its lookup.
          requireProof: async () => proofOf(principal),
          requireAddress: () => {},
          rateLimit: null,
          headers: {},
          recordUse: () => {},
        };
      },
    };
  },
};

/** How a token's binding was proved; null where it has none. */
export function proofOf({ sender }: Principal): Proof | null {
  if (!sender) return null;
  return sender.kind === 'key' ? 'dpop' : 'certificate';
}

const CREDENTIAL_SCHEMES: readonly CredentialScheme[] = [apiKeyScheme, accessTokenScheme];

/**
 * Chooses the scheme for what a request presents, and checks the form.
 * @throws {ProblemError} 401 `invalid-key` or `invalid-token`.
 */
export function parseCredential({ text, header }: PresentedCredential): ParsedCredential {
  const scheme = CREDENTIAL_SCHEMES.find((candidate) => candidate.recognises(text, header));
  if (!scheme) throw problem('invalid-token', { headers: INVALID_TOKEN });
  return scheme.parse(text);
}

const INVALID_TOKEN = { 'www-authenticate': 'Bearer realm="tollgate", error="invalid_token"' };
