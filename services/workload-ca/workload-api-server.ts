import { chmod, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServerWritableStream,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { readCertificate } from '@/lib/auth/mtls/certificate/read-certificate';
import { splitPem } from '@/lib/auth/mtls/certificate/split-pem';
import type { IdentityFiles } from '@/lib/auth/mtls/identity/identity';
import { loadWorkloadApi, SECURITY_HEADER } from '@/lib/auth/mtls/workload-api/service-definition';

type ServerOptions = {
  /** Absolute. Who can open this socket is the workload. */
  file: string;
  /** The workload's newest identity; undefined where it has none. */
  read: () => Promise<IdentityFiles | undefined>;
};

type Stream = ServerWritableStream<object, object>;

function der(text: string): Buffer[] {
  return splitPem(text).map((block) => block.der);
}

function describe(files: IdentityFiles) {
  const chain = der(files.chain);
  const [leaf] = chain;
  const spiffeId = (leaf && readCertificate(leaf).uriNames[0]) ?? '';
  return {
    spiffeId,
    trustDomainId: spiffeId.split('/').slice(0, 3).join('/'),
    chain: Buffer.concat(chain),
    key: Buffer.concat(der(files.key)),
    bundle: Buffer.concat(der(files.bundle)),
    crl: der(files.crl ?? ''),
  };
}

function svidResponse(files: IdentityFiles): object {
  const { spiffeId, chain, key, bundle, crl } = describe(files);
  return { svids: [{ spiffeId, x509Svid: chain, x509SvidKey: key, bundle }], crl };
}

function bundlesResponse(files: IdentityFiles): object {
  const { trustDomainId, bundle, crl } = describe(files);
  return { crl, bundles: { [trustDomainId]: bundle } };
}

function refusal(code: status, details: string): Partial<ServiceError> {
  return { code, details };
}

/** Attack: a request that something was tricked into sending does not have the header. */
function isFromWorkload(metadata: Metadata): boolean {
  return metadata.get(SECURITY_HEADER).join() === 'true';
}

/**
 * The SPIFFE Workload API of the development CA for one workload, on a Unix socket that only the
 * owner of this process can open. Serves X.509 only: FetchX509SVID and FetchX509Bundles.
 * @see SPIFFE_Workload_API.md
 */
export class WorkloadApiServer {
  readonly #server = new Server();
  /** How each open stream is brought up to date. */
  readonly #streams = new Map<Stream, () => Promise<void>>();

  private constructor(private readonly options: ServerOptions) {
    this.#server.addService(loadWorkloadApi(), {
      FetchX509SVID: (stream: Stream) => this.#accept(stream, svidResponse),
      FetchX509Bundles: (stream: Stream) => this.#accept(stream, bundlesResponse),
    });
  }

  /** @throws {Error} when the socket cannot be made, for example because its path is too long. */
  static async start(options: ServerOptions): Promise<WorkloadApiServer> {
    const { file } = options;
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    // A socket that a killed process left behind.
    await rm(file, { force: true });
    const server = new WorkloadApiServer(options);
    await new Promise<void>((resolve, reject) => {
      const credentials = ServerCredentials.createInsecure();
      server.#server.bindAsync(`unix://${file}`, credentials, (error) =>
        error ? reject(error) : resolve(),
      );
    });
    await chmod(file, 0o600);
    return server;
  }

  /** Sends the newest identity to every open stream that does not have it. */
  async refresh(): Promise<void> {
    await Promise.all([...this.#streams.values()].map((send) => send()));
  }

  /** Breaks all streams, as an agent that ends. */
  stop(): void {
    this.#server.forceShutdown();
    this.#streams.clear();
  }

  #accept(stream: Stream, respond: (files: IdentityFiles) => object): void {
    if (!isFromWorkload(stream.metadata)) {
      const details = `security header missing: ${SECURITY_HEADER}: true`;
      stream.emit('error', refusal(status.INVALID_ARGUMENT, details));
      return;
    }
    let sent = '';
    const send = async () => {
      const files = await this.options.read();
      if (!files) {
        this.#streams.delete(stream);
        stream.emit('error', refusal(status.PERMISSION_DENIED, 'no identity issued'));
        return;
      }
      const state = JSON.stringify(files);
      if (state === sent) return;
      sent = state;
      stream.write(respond(files));
    };
    this.#streams.set(stream, send);
    for (const event of ['close', 'cancelled', 'error']) {
      stream.on(event, () => this.#streams.delete(stream));
    }
    send().catch(() => stream.emit('error', refusal(status.INTERNAL, 'identity unreadable')));
  }
}
