import type { SourceRef } from '@/lib/trace/step';
import type { Style } from './style';

/** A place in a system where calls come in, and what is used there. */
export type Place = {
  id: string;
  title: string;
  styles: readonly Style[];
  why: string;
  /** Where this system does it. */
  code: SourceRef;
};

/** Most systems need more than one style: each at another place. */
export const PLACES: readonly Place[] = [
  {
    id: 'edge-and-inside',
    title: 'Apps at the edge, services inside',
    styles: ['oauth', 'mtls'],
    why: 'People lend permissions to apps with OAuth. Behind the edge the services know each other by certificate, and pass on whom they are acting for.',
    code: 'lib/billing/call-billing.ts#callBilling',
  },
  {
    id: 'scripts-and-apps',
    title: 'One API for scripts and for apps',
    styles: ['api-key', 'oauth'],
    why: 'The owner’s own script takes a key. A third-party app gets a grant. Both become the same principal, so each permission check is written once.',
    code: 'lib/api/credential-schemes.ts#accessTokenScheme',
  },
  {
    id: 'key-that-is-not-enough',
    title: 'A key, or a token, that is not enough by itself',
    styles: ['api-key', 'oauth'],
    why: 'Where a copied secret would do too much harm: bind the key or the token to a key pair, and each request is signed (DPoP).',
    code: 'lib/auth/api-key/require-proof.ts#requireProof',
  },
  {
    id: 'token-bound-to-a-certificate',
    title: 'A machine with a certificate that needs scopes',
    styles: ['oauth', 'mtls'],
    why: 'The certificate says which machine it is, the token what it can do. The token works only over a connection with that certificate.',
    code: 'lib/auth/oauth/authorization-server/require-sender.ts#requireSender',
  },
  {
    id: 'no-stored-key',
    title: 'A job that stores nothing',
    styles: ['oauth'],
    why: 'Where the platform signs who the job is, a stored key in its settings is no longer needed: the job exchanges that token.',
    code: 'lib/auth/oauth/workload-federation/verify-job-token.ts#verifyJobToken',
  },
];

/** Something that is often named beside the three, and how it relates to them. */
export type Neighbour = {
  id: string;
  title: string;
  what: string;
  relation: string;
  takeIt: string;
  code?: SourceRef;
};

export const NEIGHBOURS: readonly Neighbour[] = [
  {
    id: 'jwt',
    title: 'JWT',
    what: 'A format: signed JSON that anyone with the public key can check.',
    relation:
      'It isn’t a fourth style. ID tokens and the tokens of CI platforms are JWTs; our access tokens are random, so that they can be revoked at once.',
    takeIt:
      'When many servers must verify a token without calling its issuer, and a few minutes until it expires is soon enough.',
    code: 'lib/auth/oauth/sign-in/verify-id-token.ts#verifyIdToken',
  },
  {
    id: 'session-cookie',
    title: 'Session cookies',
    what: 'A random value that a browser sends by itself after a sign-in.',
    relation:
      'It is what OAuth sign-in results in here. Because browsers send it by themselves, forms need protection from other sites; a key in a header does not.',
    takeIt: 'For your own pages in a browser. Not for scripts, and not for other people’s apps.',
    code: 'lib/auth/oauth/session/session-cookie.ts#sessionCookie',
  },
  {
    id: 'webhook-signature',
    title: 'Webhook signatures',
    what: 'An HMAC over each message that we send, made with a secret the receiver has too.',
    relation:
      'The other direction: here we are the caller, and the receiver checks who we are. The secret itself never travels.',
    takeIt: 'Whenever you call other people’s servers and they need to know it was you.',
    code: 'lib/webhooks/sign-webhook.ts#signWebhook',
  },
  {
    id: 'workload-identity',
    title: 'Workload identity',
    what: 'The platform a program runs on vouches for it: SPIFFE, Kubernetes service accounts, cloud identities, CI tokens.',
    relation:
      'It is where the first credential comes from. With a certificate it leads to mTLS, with a JWT to token exchange.',
    takeIt: 'Wherever the platform already knows what runs where. No secret has to be stored.',
    code: 'lib/auth/mtls/identity/follow-identity.ts#followIdentity',
  },
  {
    id: 'passkey',
    title: 'Passkeys',
    what: 'A key pair on a person’s device, one for each site, unlocked by touch or face.',
    relation:
      'It is how a person proves who they are to an identity provider. Here sign-in is left to Google, GitHub or your own provider, which may ask for one; a session can be bound to the device in the same spirit.',
    takeIt: 'For signing people in. Servers and scripts can’t use them.',
    code: 'lib/auth/oauth/session/device/bind-session.ts#answerBinding',
  },
];
