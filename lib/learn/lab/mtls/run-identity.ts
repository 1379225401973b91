import { readCertificate } from '@/lib/auth/mtls/certificate/read-certificate';
import { parseSpiffeId } from '@/lib/auth/mtls/certificate/spiffe-id';
import { splitPem } from '@/lib/auth/mtls/certificate/split-pem';
import { readPeer } from '@/lib/auth/mtls/peer';
import { serverTlsOptions } from '@/lib/auth/mtls/tls-options';
import type { Runner } from '../lab';
import { createLabAuthority, type LabAuthority } from './lab-authority';
import { attempt, openConnection } from './lab-client';
import { type ServerChanges, WEB } from './lab-server';
import { sightOfAttempt, tell, withStage } from './stage';

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
    withStage(guarded ? {} : anonymous, async ({ authority, server }) =>
      sightOfAttempt(
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
    return withStage(guarded ? {} : trusting(rogue.papers.cert), async ({ authority, server }) =>
      sightOfAttempt(
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
    withStage(guarded ? {} : { peerChecks: [] }, async ({ authority, server, issue }) => {
      const old = await issue({ endsInSeconds: -60 });
      await tell('Show the certificate of last week', server, () =>
        attempt(server.port, authority, old),
      );
      const ending = await issue({ endsInSeconds: LAST_SECONDS });
      const connection = await openConnection(server.port, authority, ending);
      if ('kind' in connection) return sightOfAttempt(connection, server);
      await new Promise((resolve) => setTimeout(resolve, LAST_SECONDS * 1000 + 100));
      const late = await tell('Use an open connection a second too late', server, () =>
        connection.request(),
      );
      connection.close();
      return sightOfAttempt(late, server);
    }),
};

/** A43 */
export const anotherWorkloadsCertificate: Runner = {
  refusal: '403',
  removal: 'A known peer may call everything.',
  run: (_lab, guarded) =>
    withStage({ authorize: guarded }, async ({ authority, server, issue }) => {
      const papers = await issue({ spiffeId: WEB.replace('/web', '/stranger') });
      return sightOfAttempt(
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
    withStage({}, async ({ authority, server, issue }) => {
      const papers = await issue({ purposes: guarded ? ['server'] : ['server', 'client'] });
      return sightOfAttempt(
        await tell('Call with a stolen server certificate', server, () =>
          attempt(server.port, authority, papers),
        ),
        server,
      );
    }),
};

/** Whoever comes is taken for web: the certificate that is read is the authority's own idea of it. */
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
