import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { LabAuthority, Papers } from './lab-authority';

/** What an attacker's client saw of one attempt. */
export type Attempt =
  /** An answer came back. */
  | { kind: 'answer'; status: number; protocol: string | null }
  /** The handshake or the connection ended; `alert` is the TLS alert, where one was sent. */
  | { kind: 'closed'; alert: string };

type OpenConnection = { request(path?: string): Promise<Attempt>; close(): void };

/**
 * Connects as an attacker would: with any papers, and without asking who the server is. The chain
 * of the server is verified all the same; the attacker knows the authority.
 */
export function openConnection(
  port: number,
  authority: LabAuthority,
  papers: Partial<Papers>,
  options: ConnectionOptions = {},
): Promise<OpenConnection | Extract<Attempt, { kind: 'closed' }>> {
  return new Promise((resolve) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      ca: [authority.papers.cert],
      checkServerIdentity: () => undefined,
      ...(papers.cert && papers.key ? { cert: papers.cert, key: papers.key } : {}),
      ...options,
    });
    socket.once('secureConnect', () => resolve(toConnection(socket)));
    socket.once('error', (error) => resolve({ kind: 'closed', alert: alertOf(error) }));
  });
}

/** One attempt from connecting to the first answer. */
export async function attempt(...parameters: Parameters<typeof openConnection>): Promise<Attempt> {
  const connection = await openConnection(...parameters);
  if ('kind' in connection) return connection;
  const result = await connection.request();
  connection.close();
  return result;
}

function toConnection(socket: TLSSocket): OpenConnection {
  let ended: string | undefined;
  socket.on('error', (error) => {
    ended ??= alertOf(error);
  });
  socket.on('close', () => {
    ended ??= 'none';
  });
  return {
    request: (path = '/v1/invoices') =>
      new Promise((resolve) => {
        if (ended !== undefined) return resolve({ kind: 'closed', alert: ended });
        const finish = () => resolve({ kind: 'closed', alert: ended ?? 'none' });
        socket.once('close', finish);
        socket.once('data', (bytes) => {
          socket.off('close', finish);
          const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(bytes.toString('latin1'))?.[1] ?? 0);
          resolve({ kind: 'answer', status, protocol: socket.getProtocol() });
        });
        socket.write(`GET ${path} HTTP/1.1\r\nhost: billing\r\n\r\n`);
      }),
    close: () => socket.destroy(),
  };
}

/** `ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED` → `certificate_required`. */
function alertOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : error.message;
  return /ALERT_(\w+)$/.exec(code)?.[1]?.toLowerCase() ?? code;
}
