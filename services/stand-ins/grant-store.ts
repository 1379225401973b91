import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Codes, tokens and what people allowed, for both stand-ins. Strict on purpose: a test that passes
 * against a lenient provider proves nothing. Codes and tokens are kept as digests.
 * @see RFC 9700 section 2.1
 */

const CODE_MS = 60_000;
const TOKEN_BYTES = 32;

/** What one person allowed the application. */
export type Grant = {
  id: string;
  /** Where: a Slack workspace, or a Google account. */
  account: string;
  person: string;
  scope: string;
  /** Whether refresh tokens are handed out for it. */
  offline: boolean;
  createdAt: number;
  revokedAt: number | null;
};

type Code = {
  grant: Omit<Grant, 'id' | 'createdAt' | 'revokedAt'>;
  redirectUri: string;
  challenge: string | null;
  expiresAt: number;
  usedFor: string | null;
};

type Token = {
  kind: 'access' | 'refresh';
  grantId: string;
  expiresAt: number | null;
  endedAt: number | null;
};

export type GrantState = {
  grants: Record<string, Grant>;
  codes: Record<string, Code>;
  tokens: Record<string, Token>;
};

export const NO_GRANTS: GrantState = { grants: {}, codes: {}, tokens: {} };

export type CodeRefusal = 'unknown' | 'used' | 'expired' | 'redirect' | 'verifier';
type TokenRefusal = 'unknown' | 'expired' | 'revoked';

export class GrantStore {
  constructor(
    private readonly state: GrantState,
    private readonly save: () => void = () => {},
    private readonly now: () => number = Date.now,
  ) {}

  /** A code for one minute and one use, tied to the redirect address and the PKCE challenge. */
  issueCode(code: Pick<Code, 'grant' | 'redirectUri' | 'challenge'>): string {
    const value = randomBytes(TOKEN_BYTES).toString('base64url');
    const expiresAt = this.now() + CODE_MS;
    this.state.codes[digest(value)] = { ...code, expiresAt, usedFor: null };
    this.save();
    return value;
  }

  /** Redeems a code. A second use ends what the first one got. @see RFC 6749 section 4.1.2 */
  redeemCode(value: string, redirectUri: string, verifier: string | null): Grant | CodeRefusal {
    const code = this.state.codes[digest(value)];
    if (!code) return 'unknown';
    if (code.usedFor) {
      this.revoke(code.usedFor);
      return 'used';
    }
    if (code.expiresAt <= this.now()) return 'expired';
    if (code.redirectUri !== redirectUri) return 'redirect';
    if (!matchesChallenge(code.challenge, verifier)) return 'verifier';
    const id = randomBytes(9).toString('base64url');
    const grant: Grant = { ...code.grant, id, createdAt: this.now(), revokedAt: null };
    code.usedFor = id;
    this.state.grants[id] = grant;
    this.save();
    return grant;
  }

  issueToken(
    grant: Grant,
    token: { kind: Token['kind']; prefix: string; seconds: number | null },
  ): string {
    const value = token.prefix + randomBytes(TOKEN_BYTES).toString('base64url');
    this.state.tokens[digest(value)] = {
      kind: token.kind,
      grantId: grant.id,
      expiresAt: token.seconds === null ? null : this.now() + token.seconds * 1000,
      endedAt: null,
    };
    this.save();
    return value;
  }

  find(kind: Token['kind'], value: string): Grant | TokenRefusal {
    const token = this.state.tokens[digest(value)];
    const grant = token && this.state.grants[token.grantId];
    if (token?.kind !== kind || !grant) return 'unknown';
    if (token.endedAt !== null || grant.revokedAt !== null) return 'revoked';
    return token.expiresAt !== null && token.expiresAt <= this.now() ? 'expired' : grant;
  }

  /** Ends one token, as Slack does with a refresh token that was used. */
  end(value: string): void {
    const token = this.state.tokens[digest(value)];
    if (token) token.endedAt = this.now();
    this.save();
  }

  /** Lets every access token of an account run out now. */
  expire(account: string): void {
    for (const token of Object.values(this.state.tokens)) {
      const concerned = this.state.grants[token.grantId]?.account === account;
      if (concerned && token.kind === 'access') token.expiresAt = this.now();
    }
    this.save();
  }

  /** Ends a grant and all its tokens. */
  revoke(grantId: string): void {
    const grant = this.state.grants[grantId];
    if (grant) grant.revokedAt ??= this.now();
    this.save();
  }

  /** What is in force for an account, oldest first. */
  grantsOf(account: string): Grant[] {
    return Object.values(this.state.grants)
      .filter((grant) => grant.account === account && grant.revokedAt === null)
      .sort((one, other) => one.createdAt - other.createdAt);
  }
}

function digest(value: string): string {
  return createHash('sha256').update(value).digest('base64url');
}

function matchesChallenge(challenge: string | null, verifier: string | null): boolean {
  if (challenge === null) return true;
  const made = Buffer.from(digest(verifier ?? ''));
  const kept = Buffer.from(challenge);
  return made.length === kept.length && timingSafeEqual(made, kept);
}
