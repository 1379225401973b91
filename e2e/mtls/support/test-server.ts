import { once } from 'node:events';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Identity } from '@/lib/auth/mtls/identity/identity';
import { authorizePeer } from '@/lib/auth/mtls/server/authenticate-peer';
import { createMtlsServer, writeProblem } from '@/lib/auth/mtls/server/create-mtls-server';
import { ProblemError } from '@/lib/http/problem';
import { CapturedLog } from './captured-log';
import { MemoryIdentitySource } from './memory-identity-source';
import { spiffeId } from './test-trust';

type Guards = Partial<
  Pick<Parameters<typeof createMtlsServer>[0], 'tlsOptions' | 'peerChecks' | 'readPeer'>
> & { allowed?: readonly string[] };

/** A server behind the real guards, for callers named `web`; it counts who reached the handler. */
export class TestServer {
  private constructor(
    readonly server: Server,
    readonly source: MemoryIdentitySource,
    readonly captured: CapturedLog,
    /** The SPIFFE ID of each request that reached the handler. */
    readonly handled: readonly string[],
  ) {}

  static async start(identity: Identity, guards: Guards = {}): Promise<TestServer> {
    const source = new MemoryIdentitySource(identity);
    const captured = new CapturedLog();
    const allowed = guards.allowed ?? [spiffeId('web')];
    const handled: string[] = [];
    const server = createMtlsServer({
      ...guards,
      source,
      log: captured.log,
      handle: (peer, _request, response) => {
        handled.push(peer.id.id);
        try {
          authorizePeer(peer, allowed);
          response.end('hello');
        } catch (error) {
          if (error instanceof ProblemError) void writeProblem(response, error, 'req_test');
        }
      },
    });
    server.listen(0);
    await once(server, 'listening');
    return new TestServer(server, source, captured, handled);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `https://localhost:${this.port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
