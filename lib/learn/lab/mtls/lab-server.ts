import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';
import pino from 'pino';
import type { Identity, IdentitySource } from '@/lib/auth/mtls/identity/identity';
import { validateIdentity } from '@/lib/auth/mtls/identity/validate-identity';
import type { readPeer } from '@/lib/auth/mtls/peer';
import type { PeerCheck } from '@/lib/auth/mtls/server/authenticate-peer';
import { authorizePeer } from '@/lib/auth/mtls/server/authenticate-peer';
import { writeProblem } from '@/lib/auth/mtls/server/create-mtls-server';
import { ProblemError } from '@/lib/http/problem';
import { LAB_TRUST_DOMAIN, type LabAuthority, type Papers } from './lab-authority';
import { createMtlsServerWith } from '../without';

export const WEB = `spiffe://${LAB_TRUST_DOMAIN}/web`;
export const BILLING = `spiffe://${LAB_TRUST_DOMAIN}/billing`;

/** What may be changed in a copy of the server that lives for one run. */
export type ServerChanges = {
  tlsOptions?: (identity: Identity) => TlsOptions;
  peerChecks?: readonly PeerCheck[];
  readPeer?: typeof readPeer;
  /** False: a known peer may do everything. */
  authorize?: boolean;
  /** Answers an allowed call. @throws {ProblemError} as billing's handlers do. */
  answer?: (path: string) => unknown;
};

export type LabServer = {
  port: number;
  source: IdentitySource;
  /** How often a request got as far as the handler. */
  handled(): number;
  /** Why the server refused, in its own log's words, in order. */
  reasons: readonly string[];
  /** Gives the server a new identity, as a renewal or a new CRL does. */
  publish(identity: Identity): void;
  close(): Promise<void>;
};

/** Turns papers into an identity by the same checks that files on disk go through. */
export function toIdentity(
  papers: Papers,
  authority: LabAuthority,
  crl: string | null,
): Promise<Identity> {
  const files = {
    layout: 'lab',
    chain: papers.cert,
    key: papers.key,
    bundle: authority.papers.cert,
    crl,
  };
  return validateIdentity(files, new Date());
}

/** An identity that is handed over instead of read from files. */
export function sourceOf(first: Identity): IdentitySource & { publish(next: Identity): void } {
  const listeners = new Set<(identity: Identity) => void>();
  let identity = first;
  return {
    current: () => identity,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    problem: () => null,
    close: () => listeners.clear(),
    publish(next) {
      identity = next;
      for (const listener of listeners) listener(next);
    },
  };
}

/** Starts a second copy of the mTLS server that billing is made of, on a port of its own. */
export async function startLabServer(
  identity: Identity,
  { authorize = true, answer = () => ({ ok: true }), ...changes }: ServerChanges = {},
): Promise<LabServer> {
  const source = sourceOf(identity);
  const reasons: string[] = [];
  let handled = 0;
  const log = pino(
    { level: 'warn' },
    { write: (line: string) => void reasons.push(reasonOf(line)) },
  );
  const server = createMtlsServerWith({
    source,
    log,
    ...changes,
    handle(peer, request, response) {
      handled += 1;
      try {
        if (authorize) authorizePeer(peer, [WEB]);
        response.end(JSON.stringify(answer(request.url ?? '/')));
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        writeProblem(response, error, 'req_lab');
      }
    },
  });
  const port = await listen(server);
  return {
    port,
    source,
    reasons,
    handled: () => handled,
    publish: source.publish,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function reasonOf(line: string): string {
  const entry: unknown = JSON.parse(line);
  const reason =
    entry !== null && typeof entry === 'object' && 'reason' in entry ? entry.reason : '';
  return String(reason);
}
