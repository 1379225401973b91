import type { SourceRef } from '@/lib/trace/step';

/** What is stolen and used, here and now; `lib/learn/lab/ladder-runs.ts` runs it. */
export const THEFTS = {
  'bearer-key': {
    act: 'Copy the key and call from another address',
    code: 'lib/auth/api-key/authenticate-api-key.ts#authenticateApiKey:recallMatch',
  },
  'key-with-addresses': {
    act: 'Copy a key that has an address list',
    code: 'lib/auth/api-key/authenticate-api-key.ts#requireAllowedAddress:isAllowedAddress',
  },
  'key-at-mcp': {
    act: 'Give the copied key to an agent’s endpoint',
    code: 'lib/api/mcp/authenticate-agent.ts#authenticateAgent:invalidToken',
  },
  'bound-key': {
    act: 'Copy the key without the private half',
    code: 'lib/auth/api-key/require-proof.ts#requireProof:proof-required',
  },
  'bound-key-replayed': {
    act: 'Copy a whole request and send it again',
    code: 'lib/auth/proof-of-possession/recent-proof.ts#requireFirstUse:rememberProof',
  },
  'bound-token': {
    act: 'Copy the token without the private half',
    code: 'lib/auth/oauth/authorization-server/require-sender.ts#requireSender:dpop',
  },
  'job-identity': {
    act: 'Copy the identity of a job out of its log',
    code: 'lib/auth/oauth/workload-federation/verify-job-token.ts#requireFirstUse:rememberOnce',
  },
  'bound-session': {
    act: 'Copy the session cookie out of the browser',
    code: 'lib/auth/oauth/session/session.repository.ts#findLiveSession:isProvedLately',
  },
  certificate: {
    act: 'Copy the certificate without its key',
    code: 'lib/auth/mtls/identity/validate-identity.ts#checkKey:checkPrivateKey',
  },
  'other-certificate': {
    act: 'Use the certificate of another workload',
    code: 'lib/auth/mtls/server/authenticate-peer.ts#authorizePeer:includes',
  },
} as const satisfies Record<string, { act: string; code: SourceRef }>;

export type TheftId = keyof typeof THEFTS;

export function isTheftId(text: unknown): text is TheftId {
  return typeof text === 'string' && Object.hasOwn(THEFTS, text);
}
