import net, { type AddressInfo, type Socket } from 'node:net';

/** What stands between a process and what it depends on: everything, nothing, or silence. */
export type ProxyState = 'open' | 'refusing' | 'silent';

export type TcpProxy = {
  /** The same URL, through the proxy. */
  url: string;
  set(state: ProxyState): Promise<void>;
  close(): Promise<void>;
};

/** A real dependency that can be made to refuse, or to take what it gets and say nothing more. */
export async function openTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const pairs = new Set<[Socket, Socket]>();
  let state: ProxyState = 'open';

  const server = net.createServer((client) => {
    client.on('error', () => {});
    if (state === 'silent') return void pairs.add([client, client]);
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

  const url = new URL(target);
  url.host = `127.0.0.1:${own}`;
  return {
    url: url.href,
    async set(next) {
      state = next;
      if (next === 'silent') {
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
