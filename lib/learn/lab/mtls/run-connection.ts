import pino from 'pino';
import { checkNotExpired } from '@/lib/auth/mtls/server/authenticate-peer';
import { serverTlsOptions } from '@/lib/auth/mtls/tls-options';
import { ProblemError } from '@/lib/http/problem';
import { traceStep } from '@/lib/trace/trace-step';
import type { Observation, Runner } from '../lab';
import { attempt, openConnection } from './lab-client';
import { BILLING, sourceOf, toIdentity, WEB } from './lab-server';
import { recordAndReplay } from './record-and-replay';
import { describeAttempt, observeAttempt, tell, withFixture } from './fixture';
import { createMtlsClientWith } from '../without';

/** A45: the list arrives before the thief does. */
export const revokedCertificate: Runner = {
  refusal: 'closed without a word; log: CERT_REVOKED',
  removal: 'The server has no revocation list.',
  run: (_lab, guarded) =>
    withFixture({}, async ({ authority, papers, server, issue }) => {
      const stolen = await issue();
      const crl = await authority.revoke(stolen.serial);
      if (guarded) server.publish(await toIdentity(papers, authority, crl));
      return observeAttempt(
        await tell('Show the stolen certificate', server, () =>
          attempt(server.port, authority, stolen),
        ),
        server,
      );
    }),
};

/** A46: the list arrives while the thief is connected. */
export const revokedThenStillConnected: Runner = {
  refusal: '401; log: peer-revoked',
  removal: 'The chain is not judged again at each request.',
  run: (_lab, guarded) =>
    withFixture(
      guarded ? {} : { peerChecks: [checkNotExpired] },
      async ({ authority, papers, server, issue }) => {
        const stolen = await issue();
        const connection = await openConnection(server.port, authority, stolen);
        if ('kind' in connection) return observeAttempt(connection, server);
        await tell('Connect before anybody noticed', server, () => connection.request());
        server.publish(await toIdentity(papers, authority, await authority.revoke(stolen.serial)));
        const late = await tell('Ask again on the same connection', server, () =>
          connection.request(),
        );
        connection.close();
        return observeAttempt(late, server);
      },
    ),
};

/** A47: a certificate is public; then a whole session, byte for byte. */
export const certificateWithoutItsKey: Runner = {
  refusal: 'closed: ERR_OSSL_X509_KEY_VALUES_MISMATCH; the replay got no answer',
  removal: 'The private key was stolen with the certificate.',
  run: (_lab, guarded) =>
    withFixture({}, async ({ authority, server, issue }) => {
      const victim = await issue();
      const own = await issue({ spiffeId: `${WEB}-attacker` });
      const papers = guarded ? { cert: victim.cert, key: own.key } : victim;
      const first = await tell('Show the victim’s certificate', server, async () => {
        try {
          return await attempt(server.port, authority, papers);
        } catch (error) {
          const code = error instanceof Error && 'code' in error ? String(error.code) : '';
          return { kind: 'closed', alert: code };
        }
      });
      if (!guarded) return observeAttempt(first, server);
      const before = server.handled();
      await traceStep(
        {
          name: 'mtls.replay',
          from: 'client',
          to: 'billing',
          lane: 'who',
          text: 'Replay a recorded session byte for byte',
        },
        () => recordAndReplay(server.port, authority, victim),
        () => 'cut off: the keys are new in every handshake',
      );
      // The recorded session itself was handled once.
      const replayed = server.handled() > before + 1;
      const seen = `${describeAttempt(first)}; the replay got ${replayed ? 'an' : 'no'} answer`;
      return { refused: first.kind === 'closed' && !replayed, seen };
    }),
};

/** A48 */
export const tlsDowngrade: Runner = {
  refusal: 'closed: protocol_version; log: ERR_SSL_UNSUPPORTED_PROTOCOL',
  removal: 'The server still takes TLS 1.2.',
  run: (_lab, guarded) =>
    withFixture(
      guarded
        ? {}
        : { tlsOptions: (identity) => ({ ...serverTlsOptions(identity), minVersion: 'TLSv1.2' }) },
      async ({ authority, server, issue }) => {
        const papers = await issue();
        return observeAttempt(
          await tell('Offer nothing newer than TLS 1.2', server, () =>
            attempt(server.port, authority, papers, { maxVersion: 'TLSv1.2' }),
          ),
          server,
        );
      },
    ),
};

/** A49: a workload of the same authority answers where billing should be. */
export const impostorServer: Runner = {
  refusal: 'the client hung up: Expected billing; 0 requests reached the impostor',
  removal: 'The client takes any server of the same authority.',
  run: (_lab, guarded) =>
    withFixture({}, async ({ authority, server, issue }) => {
      const impostor = await issue({ spiffeId: WEB.replace('/web', '/impostor') });
      server.publish(await toIdentity(impostor, authority, null));
      const client = createMtlsClientWith({
        source: sourceOf(await toIdentity(await issue(), authority, null)),
        log: pino({ level: 'silent' }),
        origin: `https://127.0.0.1:${server.port}`,
        expectedId: BILLING,
        attempts: 1,
        ...(guarded ? {} : { checkServer: () => undefined }),
      });
      const call = () => client.call({ method: 'GET', path: '/v1/invoices' });
      try {
        const answer = await traceStep(
          {
            name: 'mtls.call',
            from: 'web',
            to: 'billing',
            lane: 'who',
            text: 'Our client calls what should be billing',
            code: 'lib/auth/mtls/client/connect-peer.ts#checkServer:id === expectedId',
          },
          call,
        );
        return { refused: false, seen: `${answer.status} from the impostor` };
      } catch (error) {
        return explain(error, server.handled());
      } finally {
        await client.close();
      }
    }),
};

function explain(error: unknown, handled: number): Observation {
  const cause = error instanceof ProblemError ? error.cause : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  const expected = /^Expected \S+\/(\w+)/.exec(text)?.[1] ?? text;
  const seen = `the client hung up: Expected ${expected}; ${handled} requests reached the impostor`;
  return { refused: handled === 0, seen };
}
