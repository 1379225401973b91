import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import dnsPacket from 'dns-packet';

/** A name server of the test's own: it knows the TXT records that it is told. */
export class DnsServer {
  readonly records = new Map<string, string[]>();
  /** What it answers to everything, where it is no answer: such as SERVFAIL. */
  failure: 'SERVFAIL' | undefined;
  readonly #socket: Socket = createSocket('udp4');

  /** @returns its address, as `DNS_SERVERS` takes it. */
  async listen(port = 0): Promise<string> {
    this.#socket.on('message', (message, { port, address }) => {
      this.#socket.send(this.#answer(message), port, address);
    });
    this.#socket.bind(port, '127.0.0.1');
    await once(this.#socket, 'listening');
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  async close(): Promise<void> {
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  #answer(message: Buffer): Buffer {
    const { id, questions = [] } = dnsPacket.decode(message);
    const name = questions[0]?.name ?? '';
    const texts = this.records.get(name.toLowerCase());
    const code = this.failure ? 2 : texts ? 0 : 3;
    return dnsPacket.encode({
      type: 'response',
      id: id ?? 0,
      flags: dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE | code,
      questions,
      answers: (texts ?? []).map((data) => ({ type: 'TXT', name, ttl: 60, data })),
    });
  }
}
