import { once } from 'node:events';
import net, { type Socket } from 'node:net';

/** A TCP connection between two programs that can be cut, or go silent as when a cable is pulled. */
export class Link {
  readonly #pairs = new Set<[Socket, Socket]>();

  private constructor(private readonly server: net.Server) {}

  static async open(from: number, to: number): Promise<Link> {
    const server = net.createServer();
    const link = new Link(server);
    server.on('connection', (client) => link.#connect(client, to));
    server.listen(from, '127.0.0.1');
    await once(server, 'listening');
    return link;
  }

  /** Ends every connection that is open. New ones pass. */
  cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  /**
   * Half-open: connections that are open stay so and nothing passes. New ones pass.
   * @returns the function that ends the silent ones.
   */
  freeze(): () => void {
    const frozen = [...this.#pairs];
    for (const [client, upstream] of frozen) {
      client.unpipe(upstream);
      upstream.unpipe(client);
    }
    return () => {
      for (const pair of frozen) for (const socket of pair) socket.destroy();
    };
  }

  close(): void {
    this.cut();
    this.server.close();
  }

  #connect(client: Socket, to: number): void {
    const upstream = net.connect(to, '127.0.0.1');
    const pair: [Socket, Socket] = [client, upstream];
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.once('close', () => {
        for (const each of pair) each.destroy();
        this.#pairs.delete(pair);
      });
    }
    client.pipe(upstream).pipe(client);
  }
}
