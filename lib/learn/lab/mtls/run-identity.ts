import { readCertificate } from '@/lib/auth/mtls/certificate/read-certificate';
import { parseSpiffeId } from '@/lib/auth/mtls/certificate/spiffe-id';
import { splitPem } from '@/lib/auth/mtls/certificate/split-pem';
import { readPeer } from '@/lib/auth/mtls/peer';
import { serverTlsOptions } from '@/lib/auth/mtls/tls-options';
import { problem } from '@/lib/http/problem';
import { newId } from '@/lib/public-id';
import type { Runner } from '../lab';
import { observeAttempt, tell, withFixture } from './fixture';
import { createLabAuthority, type LabAuthority } from './lab-authority';
import { attempt, openConnection } from './lab-client';
import { type ServerChanges, WEB } from './lab-server';

/** Long enough to connect on a busy machine, short enough to wait for. */
const LAST_SECONDS = 3;

/** A server that has one more authority in its trust bundle than it should. */
const trusting = (cert: string): ServerChanges => ({
  tlsOptions: (identity) => {
    const options = serverTlsOptions(identity);
    return { ...options, ca: [...identity.bundlePem, cert] };
  },
  peerChecks: [],
});

/** A39: with the guard away, the server asks for no certificate and takes the caller for web. */
export const noClientCertificate: Runner = {
  refusal: 'closed: certificate_required; log: ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE',
  removal: 'The server does not ask for a certificate, and takes whoever comes for web.',
  run: (_lab, guarded) =>
    withFixture(guarded ? {} : anonymous, async ({ authority, server }) =>
      observeAttempt(
        await tell('Connect, with nothing to show', server, () =>
          attempt(server.port, authority, {}),
        ),
        server,
      ),
    ),
};

/** A40 and A41: papers of the attacker's own authority. */
const ownAuthority = (name: string, what: string, refusal: string): Runner => ({
  refusal,
  removal: 'The attacker’s authority is in the server’s trust bundle.',
  async run(_lab, guarded) {
    const rogue = await createLabAuthority(name);
    const papers = await rogue.issue({ spiffeId: WEB });
    return withFixture(guarded ? {} : trusting(rogue.papers.cert), async ({ authority, server }) =>
      observeAttempt(
        await tell(what, server, () => attempt(server.port, authority, papers)),
        server,
      ),
    );
  },
});

export const selfSignedCertificate = ownAuthority(
  'CN=Made at home',
  'Show a home-made certificate that says web',
  'closed without a word; log: UNABLE_TO_VERIFY_LEAF_SIGNATURE',
);

export const wrongAuthoritySameName = ownAuthority(
  'CN=Attack lab',
  'Show a certificate whose issuer has the right name',
  'closed without a word; log: UNABLE_TO_VERIFY_LEAF_SIGNATURE',
);

/** A42: a new connection, and one that was opened while the certificate was good. */
export const expiredCertificate: Runner = {
  refusal: '401; log: peer-expired',
  removal: 'Nothing is asked again once a connection is open.',
  run: (_lab, guarded) =>
    withFixture(guarded ? {} : { peerChecks: [] }, async ({ authority, server, issue }) => {
      const old = await issue({ endsInSeconds: -60 });
      await tell('Show the certificate of last week', server, () =>
        attempt(server.port, authority, old),
      );
      const ending = await issue({ endsInSeconds: LAST_SECONDS });
      const connection = await openConnection(server.port, authority, ending);
      if ('kind' in connection) return observeAttempt(connection, server);
      await new Promise((resolve) => setTimeout(resolve, LAST_SECONDS * 1000 + 100));
      const late = await tell('Use an open connection a second too late', server, () =>
        connection.request(),
      );
      connection.close();
      return observeAttempt(late, server);
    }),
};

/** A43 */
export const anotherWorkloadsCertificate: Runner = {
  refusal: '403',
  removal: 'A known peer may call everything.',
  run: (_lab, guarded) =>
    withFixture({ authorize: guarded }, async ({ authority, server, issue }) => {
      const papers = await issue({ spiffeId: WEB.replace('/web', '/stranger') });
      return observeAttempt(
        await tell('Show the genuine certificate of another workload', server, () =>
          attempt(server.port, authority, papers),
        ),
        server,
      );
    }),
};

/** A44: with the guard away, the authority gives every certificate both purposes. */
export const serverCertificateAsClient: Runner = {
  refusal: 'closed without a word; log: INVALID_PURPOSE',
  removal: 'The authority gives every certificate both purposes.',
  run: (_lab, guarded) =>
    withFixture({}, async ({ authority, server, issue }) => {
      const papers = await issue({ purposes: guarded ? ['server'] : ['server', 'client'] });
      return observeAttempt(
        await tell('Call with a stolen server certificate', server, () =>
          attempt(server.port, authority, papers),
        ),
        server,
      );
    }),
};

/** Anyone who comes is taken for web: the certificate that is read is the authority's own idea of it. */
function anonymous(authority: LabAuthority): ServerChanges {
  return {
    tlsOptions: (identity) => ({ ...serverTlsOptions(identity), requestCert: false }),
    readPeer: (socket, identity, purpose) => {
      if (socket.getPeerX509Certificate()) return readPeer(socket, identity, purpose);
      const [block] = splitPem(authority.papers.cert);
      const id = parseSpiffeId(WEB);
      if (!block || !id) throw new Error('The lab’s authority has no certificate');
      const certificate = readCertificate(block.der);
      return { id, certificate, chain: [certificate] };
    },
    peerChecks: [],
  };
}

/**
 * A50: the certificate is web's own. The server is the one that billing is made of; its two invoices
 * are in memory here.
 */
export const confusedDeputy: Runner = {
  refusal: 'own invoice: 200; the neighbour’s: 404',
  removal: 'An invoice is found by its number alone. Web may call, so web may have it.',
  run({ learner, neighbour }, guarded) {
    const invoices = new Map([
      [newId(), learner.workspaceId],
      [newId(), neighbour.workspaceId],
    ]);
    const answer = (path: string) => {
      const [, workspaceId, id = ''] =
        /^\/v1\/workspaces\/([^/]+)\/test\/invoices\/(.+)$/.exec(path) ?? [];
      const owner = invoices.get(id);
      if (!owner || (guarded && owner !== workspaceId)) throw problem('not-found');
      return { id, owner };
    };
    return withFixture({ answer }, async ({ authority, server, issue }) => {
      const connection = await openConnection(server.port, authority, await issue());
      if ('kind' in connection) return observeAttempt(connection, server);
      const [own = '', theirs = ''] = invoices.keys();
      const ask = (text: string, id: string) =>
        tell(text, server, () =>
          connection.request(`/v1/workspaces/${learner.workspaceId}/test/invoices/${id}`),
        );
      const first = await ask('For the learner: the learner’s invoice', own);
      const second = await ask('For the learner: the neighbour’s invoice', theirs);
      connection.close();
      const say = ({ kind, ...seen }: typeof first) =>
        kind === 'answer' && 'status' in seen ? String(seen.status) : 'closed';
      const { refused } = observeAttempt(second, server);
      return { refused, seen: `own invoice: ${say(first)}; the neighbour’s: ${say(second)}` };
    });
  },
};
