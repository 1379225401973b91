import type { SourceRef } from '@/lib/trace/step';
import type { Style } from './style';

export const ASPECTS = {
  credential: 'What travels',
  scope: 'How fine-grained permissions are',
  revocation: 'How it is revoked',
} as const;

export type Aspect = keyof typeof ASPECTS;

export type Cell = {
  id: `${Style}:${Aspect}`;
  style: Style;
  aspect: Aspect;
  text: string;
  /** How this cell stands beside its neighbours. */
  weight: 'weak' | 'fair' | 'strong';
  /** What the button does. */
  action: string;
  code: SourceRef;
};

/** Three styles by three aspects. Each cell has a button that runs what it says. */
export const CELLS: readonly Cell[] = [
  {
    id: 'api-key:credential',
    style: 'api-key',
    aspect: 'credential',
    text: 'The same opaque string, in every request, until its last day.',
    weight: 'weak',
    action: 'Send one key twice and compare what travelled',
    code: 'lib/auth/api-key/key-format.ts#mintApiKey',
  },
  {
    id: 'api-key:scope',
    style: 'api-key',
    aspect: 'scope',
    text: 'As fine as its maker bothers to make it. Usually: everything.',
    weight: 'weak',
    action: 'Make a narrow key and reach beyond it',
    code: 'lib/auth/authorize.ts#requireScope:scopes',
  },
  {
    id: 'api-key:revocation',
    style: 'api-key',
    aspect: 'revocation',
    text: 'Someone has to notice, and end it. Rolling replaces a secret; it does not end a theft.',
    weight: 'weak',
    action: 'Revoke a key and measure until it is dead',
    code: 'lib/auth/api-key/revoke-api-key.ts#revokeApiKey',
  },
  {
    id: 'oauth:credential',
    style: 'oauth',
    aspect: 'credential',
    text: 'A code once, then short tokens. The long-lived part stays on a server.',
    weight: 'strong',
    action: 'Look at what your sign-in left behind',
    code: 'lib/auth/oauth/session/session-token.ts#digestSessionToken',
  },
  {
    id: 'oauth:scope',
    style: 'oauth',
    aspect: 'scope',
    text: 'The person sees each right before it is lent, and may leave some out.',
    weight: 'strong',
    action: 'Compare what a member may do with what an owner may',
    code: 'lib/auth/authorize.ts#effectiveScopes',
  },
  {
    id: 'oauth:revocation',
    style: 'oauth',
    aspect: 'revocation',
    text: 'The grant is a row: delete it, and sessions or refresh tokens under it are dead.',
    weight: 'strong',
    action: 'End a session and measure until it is dead',
    code: 'prisma/schema.prisma#Session',
  },
  {
    id: 'mtls:credential',
    style: 'mtls',
    aspect: 'credential',
    text: 'Nothing secret travels. A signature over this very handshake proves the key.',
    weight: 'strong',
    action: 'Open a connection and read both certificates',
    code: 'lib/auth/mtls/peer.ts#readPeer',
  },
  {
    id: 'mtls:scope',
    style: 'mtls',
    aspect: 'scope',
    text: 'It names a workload, not a right. What that name may do is a table of ours.',
    weight: 'fair',
    action: 'Call with a genuine certificate of the wrong workload',
    code: 'lib/auth/mtls/server/authenticate-peer.ts#authorizePeer:includes',
  },
  {
    id: 'mtls:revocation',
    style: 'mtls',
    aspect: 'revocation',
    text: 'It ends by itself within the hour; a list of revoked serials covers the rest of it.',
    weight: 'strong',
    action: 'Revoke a certificate on an open connection',
    code: 'lib/auth/mtls/server/authenticate-peer.ts#checkStillTrusted',
  },
];

/** The cell of a style and aspect. */
export function cellOf(style: Style, aspect: Aspect): Cell {
  const cell = CELLS.find((one) => one.style === style && one.aspect === aspect);
  if (!cell) throw new Error(`no cell for ${style} and ${aspect}`);
  return cell;
}
