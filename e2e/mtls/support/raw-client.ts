import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { Credential } from './test-trust';

/** What a client saw: whether it thought that it was in, what it was told, what it got. */
export type Seen = {
  handshake: boolean;
  /** The error's code, or null for a plain close. */
  error: string | null;
  response: string;
};

const REQUEST = 'GET /v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

export type RawOptions = {
  port: number;
  /** The CA of the server, which even an attacker has. */
  ca: string;
  credential?: Credential;
  tls?: ConnectionOptions;
  request?: string;
};

function errorCode(error: Error): string {
  return 'code' in error ? String(error.code) : error.message;
}

/** Opens a connection as an attacker would: with whatever options, and no check of the server's name. */
export function rawConnect({ port, ca, credential, tls }: RawOptions): TLSSocket {
  return connect({
    host: 'localhost',
    port,
    ca,
    rejectUnauthorized: true,
    checkServerIdentity: () => undefined,
    ...(credential && { cert: credential.cert, key: credential.key }),
    ...tls,
  });
}

/** Connects, sends one request and waits for the end. */
export async function rawCall(options: RawOptions): Promise<Seen> {
  const seen: Seen = { handshake: false, error: null, response: '' };
  const socket = rawConnect(options);
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    seen.response += text;
  });
  socket.once('secureConnect', () => {
    seen.handshake = true;
    socket.write(options.request ?? REQUEST);
  });
  socket.on('error', (error) => {
    seen.error ??= errorCode(error);
  });
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return seen;
}

/** One keep-alive connection on which requests follow each other. */
export class KeptConnection {
  #buffer = '';
  #ended = false;
  readonly #waiting: (() => void)[] = [];

  private constructor(readonly socket: TLSSocket) {
    const wake = () => {
      for (const resolve of this.#waiting.splice(0)) resolve();
    };
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      this.#buffer += text;
      wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#ended = true;
      wake();
    });
  }

  static async open(options: RawOptions): Promise<KeptConnection> {
    const kept = new KeptConnection(rawConnect(options));
    await new Promise<void>((resolve, reject) => {
      kept.socket.once('secureConnect', () => resolve());
      kept.socket.once('error', reject);
    });
    return kept;
  }

  get closed(): boolean {
    return this.#ended;
  }

  /** Sends one request and returns the whole answer, or `closed` if none came. */
  async request(path = '/v1/health'): Promise<string> {
    this.#buffer = '';
    this.socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    for (;;) {
      const answer = readAnswer(this.#buffer);
      if (answer !== undefined) return answer;
      if (this.#ended) return this.#buffer || 'closed';
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

function readAnswer(buffer: string): string | undefined {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = /content-length: (\d+)/i.exec(buffer.slice(0, end));
  if (length) return buffer.length >= end + 4 + Number(length[1]) ? buffer : undefined;
  return buffer.endsWith('0\r\n\r\n') ? buffer : undefined;
}
