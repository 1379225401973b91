import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = { headers: Record<string, string>; body: string };

/** A receiver on loopback that notes what it gets and answers as the test says. */
export type TestReceiver = {
  url: string;
  received: Received[];
  /** The next answers, in order; 204 when there are none left. */
  answers: { status: number; headers?: Record<string, string>; body?: string }[];
  /** Resolves when `count` requests came in all. */
  until: (count: number) => Promise<void>;
  /** Requests wait until it is called with false. */
  hold: (on: boolean) => void;
  /** The most requests that were open at one time. */
  peak: () => number;
  close: () => void;
};

/** Starts one on a free port. */
export async function startTestReceiver(): Promise<TestReceiver> {
  const received: Received[] = [];
  const answers: TestReceiver['answers'] = [];
  let waiting: (() => void)[] = [];
  let held: (() => void)[] | undefined;
  let open = 0;
  let peak = 0;
  const server = http.createServer(async (request, response) => {
    open += 1;
    peak = Math.max(peak, open);
    response.on('close', () => {
      open -= 1;
    });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    received.push({
      headers: Object.fromEntries(headers),
      body: Buffer.concat(chunks).toString('utf8'),
    });
    for (const resolve of waiting.splice(0)) resolve();
    await new Promise<void>((resolve) => (held ? held.push(resolve) : resolve()));
    const { status, headers: extra, body } = answers.shift() ?? { status: 204 };
    response.writeHead(status, extra).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answers,
    until: async (count) => {
      while (received.length < count) {
        await new Promise<void>((resolve) => {
          waiting = [...waiting, resolve];
        });
      }
    },
    hold: (on) => {
      const release = held;
      held = on ? [] : undefined;
      for (const resolve of release ?? []) resolve();
    },
    peak: () => peak,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
