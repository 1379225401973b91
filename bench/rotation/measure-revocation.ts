import { once } from 'node:events';
import path from 'node:path';
import { connect } from 'node:tls';
import type { IdentitySource } from '@/lib/auth/mtls/identity/identity';
import { CaStore } from '@/services/workload-ca/ca-store';
import { issueSvid } from '@/services/workload-ca/issue-svid';
import { withLock } from '@/services/workload-ca/lock-store';
import { revokeSvid } from '@/services/workload-ca/operate-ca';
import { makeTrustFiles } from '@/services/workload-ca/trust-files';
import { publishTrust } from '@/services/workload-ca/workload-files';
import { pause } from './chaos';
import { LIVES_MS, TRUST_DOMAIN } from './setting';

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

/**
 * Opens a connection with a certificate of its own, revokes the certificate, and asks on that open
 * connection until it is refused.
 * @returns milliseconds from the CRL's arrival on the server's disk to the refusal; null where the
 * server asked the connection to close first, because of a rotation at the same moment.
 */
export async function measureRevocation(
  folder: string,
  port: number,
  source: IdentitySource,
): Promise<number | null> {
  const store = await CaStore.open(path.join(folder, 'ca'));
  const spiffeId = `spiffe://${TRUST_DOMAIN}/web`;
  const wish = { spiffeId, trustDomain: TRUST_DOMAIN, ttlSeconds: 60, lives: LIVES_MS };
  const svid = await withLock(store.directory, () => issueSvid(store, wish));
  const socket = connect({
    port,
    ca: [...source.current().bundlePem],
    cert: svid.svidPem,
    key: svid.keyPem,
    rejectUnauthorized: true,
    checkServerIdentity: () => undefined,
  });
  await once(socket, 'secureConnect');
  socket.setEncoding('utf8');
  const ask = async () => {
    socket.write(REQUEST);
    const [answer] = await once(socket, 'data');
    return String(answer);
  };
  if (!(await ask()).startsWith('HTTP/1.1 200'))
    throw new Error('The fresh certificate is refused');
  await withLock(store.directory, async () => {
    await revokeSvid(store, svid.serial);
    const trust = await makeTrustFiles(store, await store.authorities(), new Date());
    await publishTrust(path.join(folder, 'billing'), trust);
  });
  const arrived = performance.now();
  for (;;) {
    const answer = await ask();
    const refused = answer.startsWith('HTTP/1.1 401') && answer.includes('/problems/peer-revoked');
    const closing = /connection: close/i.test(answer);
    if (refused || closing) {
      socket.destroy();
      return refused ? performance.now() - arrived : null;
    }
    await pause(2);
  }
}
