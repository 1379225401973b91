import type { ProvenApiKey } from '@/lib/auth/api-key/prove-api-key';
import type { Principal } from '@/lib/auth/principal';
import type { ClientContext } from '@/lib/http/client-context';
import type { HttpRequest } from '@/lib/http/http-message';

/**
 * A kind of credential that the API takes, as the pipeline's steps. Each step throws its refusal.
 */
export type Door = {
  /** Whether a credential in this header with this text is of this kind. */
  recognises(text: string, header: 'x-api-key' | 'authorization'): boolean;
  /** Form and checksum: no database. */
  checkForm(text: string): Candidate;
};

/** A credential whose form is right. */
export type Candidate = {
  /** Finds it and proves that the caller holds its secret; at once where it is remembered. */
  prove(request: HttpRequest): Proof | Promise<Proof>;
};

/** A proven credential. From here on a refusal may say why, and the request is logged for its owner. */
export type Proof = {
  principal: Principal;
  /** Not revoked, not expired. */
  requireUsable(): void;
  /** The caller's address is allowed. */
  requireAddress(context: ClientContext): void;
  /** What an act on the credential itself needs, where it is an API key. */
  apiKey?: ProvenApiKey;
  /** Requests a minute; null is the default, 0 no limit. */
  rateLimit: number | null;
  /** What the answer says about the credential, e.g. that it will end. */
  headers?: Readonly<Record<string, string>>;
  noteUse(context: ClientContext): void;
};
