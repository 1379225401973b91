import type { SourceRef } from '@/lib/trace/step';
import { ATTACKS } from './attacks/attack-list';
import type { Style } from './style';

/** What a chapter about one way to call says. */
export type StylePage = {
  lead: string;
  /** What the button of the live diagram does. */
  action: string;
  strength: readonly string[];
  weakness: readonly string[];
  /** Where the usual telling is incomplete or imprecise. */
  correction: string;
  excerpts: readonly { title: string; code: SourceRef }[];
  folder: string;
};

const OAUTH_ATTACKS = ATTACKS.filter(({ family }) => family === 'oauth').length;

/** The texts of a chapter in the order in which they are read. */
export function textsOf({ lead, strength, weakness, correction }: StylePage): string[] {
  return [lead, ...strength, ...weakness, correction];
}

/** What each of the three chapters says, beside what it shows. */
export const STYLE_PAGES: Readonly<Record<Style, StylePage>> = {
  'api-key': {
    lead: 'The server makes a long random string. A script keeps it and sends it with every call. That’s all there is to it, which is both its strength and its weakness.',
    action: 'Make a key and call with it',
    strength: [
      'One header, one line of curl, every language.',
      'Nothing to renew, no third party that has to be up.',
      'Here: the checksum catches typos before any database lookup.',
    ],
    weakness: [
      'Anyone who has it can act as you. Only the IP address distinguishes you from a thief.',
      'The same secret travels in every request, and is copied into every place that makes one.',
      'It works until someone revokes it. Here it expires, after 366 days at the latest.',
    ],
    correction:
      'Rolling is often called revoking. It is not: a rolled secret keeps working through its overlap, so that nothing breaks. After a theft, revoke.',
    excerpts: [
      {
        title: 'Where a key comes into being',
        code: 'lib/auth/api-key/key-format.ts#mintApiKey',
      },
      {
        title: 'Where a request finds out whose key it is',
        code: 'lib/auth/api-key/authenticate-api-key.ts#authenticateApiKey',
      },
    ],
    folder: 'lib/auth/api-key',
  },
  oauth: {
    lead: 'A person lends an app some of their permissions for a while. The app never sees the password, the person can decline permissions, and take all of it back.',
    action: 'Connect an app and let it call',
    strength: [
      'The person decides what the app can do, and sees it in words first.',
      'What passes through the browser is a code: worth nothing without the verifier that stayed behind.',
      'A grant is a row. Delete it, and every token under it stops working.',
    ],
    weakness: [
      'More parts: code, verifier, state, nonce, issuer, tokens, renewal, revocation.',
      `Each part left out is an attack with a name. The lab has ${OAUTH_ATTACKS} of them.`,
      'Do not write the protocol yourself. We do not: libraries speak it, we check what they leave out.',
    ],
    correction:
      'It is often said that no long-lived secret stays with the app. A refresh token is one. And “OAuth tokens are JWTs” is a habit, not a rule: ours are random, so that they can be ended.',
    excerpts: [
      {
        title: 'What the browser keeps, and what we keep',
        code: 'lib/auth/oauth/session/session-token.ts#digestSessionToken',
      },
      {
        title: 'The check that the library leaves out',
        code: 'lib/auth/oauth/sign-in/verify-id-token.ts#verifyIdToken:jwtVerify',
      },
    ],
    folder: 'lib/auth/oauth',
  },
  mtls: {
    lead: 'In ordinary TLS the server shows a certificate. In mutual TLS the client shows one as well, and each proves that it has the key. Then comes the first byte of HTTP.',
    action: 'Make a call and decode its handshake',
    strength: [
      'Nothing secret travels, so nothing on the way can be copied and used.',
      'A stranger is turned away before any of our code runs.',
      'A certificate ends by itself within the hour.',
    ],
    weakness: [
      'Someone has to issue, hand out and renew certificates, all the time.',
      'A browser can hardly be asked for one.',
      'The handshake says who calls. Whether they may is still our question.',
    ],
    correction:
      'With TLS 1.3 a refused client may believe for a moment that it is connected: its side of the handshake is done before the server has judged its certificate. Nothing that it sends is read.',
    excerpts: [
      {
        title: 'What the server insists on',
        code: 'lib/auth/mtls/tls-options.ts#serverTlsOptions:requestCert',
      },
      {
        title: 'May this workload do this?',
        code: 'lib/auth/mtls/server/authenticate-peer.ts#authorizePeer:includes',
      },
    ],
    folder: 'lib/auth/mtls',
  },
};
