import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../testing/test-system';
import { makeRandom } from './chaos';
import { reconcileKeys } from './key-writes';
import { Link } from './link';

describe('the order of faults', () => {
  const first = (seed: number) => Array.from({ length: 5 }, makeRandom(seed));

  it('is the same for the same seed, and another for another', () => {
    expect(first(7)).toEqual(first(7));
    expect(first(7)).not.toEqual(first(8));
  });

  it('comes from numbers that are spread over 0 to 1', () => {
    const random = makeRandom(1);
    const tenths = new Set(Array.from({ length: 200 }, () => Math.floor(random() * 10)));
    expect([...tenths].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('a link', () => {
  let echo: net.Server;
  let link: Link;
  let port: number;

  beforeAll(async () => {
    echo = net.createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    [port = 0] = await freePorts(1);
    link = await Link.open(port, (echo.address() as AddressInfo).port);
  });
  afterAll(() => {
    link.close();
    echo.close();
  });

  async function dial() {
    const socket = net.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => {});
    return socket;
  }
  /** Whether what is sent comes back within 300 ms. */
  async function answers(socket: net.Socket): Promise<boolean> {
    socket.write('hello');
    const answer = once(socket, 'data').then(() => true);
    return Promise.race([answer, pause(300, false)]);
  }

  it('passes everything on, and ends what is open when it is cut', async () => {
    const socket = await dial();
    expect(await answers(socket)).toBe(true);
    const closed = once(socket, 'close');
    link.cut();
    await closed;
    expect(await answers(await dial())).toBe(true);
  });

  it('half-open: what is open stays open and silent, new connections pass', async () => {
    const socket = await dial();
    expect(await answers(socket)).toBe(true);
    const end = link.freeze();
    expect(await answers(socket)).toBe(false);
    expect(socket.destroyed).toBe(false);
    expect(await answers(await dial())).toBe(true);
    const closed = once(socket, 'close');
    end();
    await closed;
  });
});

describe('writes with an Idempotency-Key', () => {
  const stored = [
    { name: 'a', id: '1' },
    { name: 'b', id: '2' },
    { name: 'b', id: '3' },
  ];
  const check = (name: string, ...ids: string[]) =>
    reconcileKeys(new Map([[name, new Set(ids)]]), stored);

  it('are right where one object is stored and every answer names it', () => {
    expect(check('a', '1')).toEqual({ lost: [], doubled: [], contradicted: [] });
    // Never answered, so it can be stored or not.
    expect(check('c')).toEqual({ lost: [], doubled: [], contradicted: [] });
  });

  it('are lost, doubled or contradicted otherwise', () => {
    expect(check('c', '4')).toMatchObject({ lost: ['c'], contradicted: ['c'] });
    expect(check('b', '2')).toMatchObject({ doubled: ['b'] });
    expect(check('a', '1', '5')).toMatchObject({ doubled: [], contradicted: ['a'] });
  });
});
