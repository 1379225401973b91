import net, { type AddressInfo, type Socket } from 'node:net';

/**
 * What a proxy does: passes everything on, refuses, takes everything and answers nothing, or does
 * that for the connections that are open and passes new ones on (`half-open`).
 */
export type ProxyState = 'open' | 'refusing' | 'silent' | 'half-open';

export type TcpProxy = {
  /** The same URL, through the proxy. */
  url: string;
  set(state: ProxyState): Promise<void>;
  close(): Promise<void>;
};

/**
 * A real dependency that can be made to refuse, or to take what it gets and say nothing more.
 * @param target its URL; in an object, another one can be written there for the connections to come.
 */
export async function openTcpProxy(target: string | { url: string }): Promise<TcpProxy> {
  const current = () => new URL(typeof target === 'string' ? target : target.url);
  const pairs = new Set<[Socket, Socket]>();
  let state: ProxyState = 'open';

  const server = net.createServer((client) => {
    client.on('error', () => {});
    if (state === 'silent') return void pairs.add([client, client]);
    const { hostname, port } = current();
    const upstream = net.connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    upstream.on('error', () => client.destroy());
    client.pipe(upstream).pipe(client);
    client.once('close', () => {
      upstream.destroy();
      pairs.delete(pair);
    });
  });
  const listen = (at: number) =>
    new Promise<void>((resolve) => void server.listen(at, '127.0.0.1', resolve));
  await listen(0);
  const own = (server.address() as AddressInfo).port;
  const stop = () => new Promise<void>((resolve) => void server.close(() => resolve()));

  const destroyAll = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    pairs.clear();
  };

  const url = current();
  url.host = `127.0.0.1:${own}`;
  return {
    url: url.href,
    async set(next) {
      state = next;
      if (next === 'silent' || next === 'half-open') {
        for (const [client, upstream] of pairs) {
          client.unpipe(upstream);
          upstream.unpipe(client);
        }
        return;
      }
      destroyAll();
      if (next === 'refusing') await stop();
      else if (!server.listening) await listen(own);
    },
    async close() {
      destroyAll();
      if (server.listening) await stop();
    },
  };
}
