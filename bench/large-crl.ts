import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { makeAuthority, makeLeaf } from '@/services/workload-ca/make-certificate';
import { makeLargeCrl } from './support/many-revoked';
import { publish, round } from './support/publish';

/**
 * A CRL of many entries replaces a short one under a running mTLS server: how long until it is in
 * use, how long the event loop stops, how much memory the process takes. Needs openssl.
 *
 *   npm run bench -- large-crl [--save]
 */
const TRUST_DOMAIN = 'bench.example';
const DAY_MS = 86_400_000;
const SIZES = [1, 100_000, 1_000_000];
const ROUNDS = 3;
const seenSchema = z.object({
  ms: z.number(),
  stopMs: z.number(),
  megabytes: z.number(),
  entries: z.number(),
});
type Seen = z.infer<typeof seenSchema>;

const folder = await mkdtemp(path.join(tmpdir(), 'tollgate-large-crl-'));
const life = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + DAY_MS) };
const root = await makeAuthority({ name: 'Bench', trustDomain: TRUST_DOMAIN, ...life });
const spiffeId = `spiffe://${TRUST_DOMAIN}/billing`;
const leaf = await makeLeaf({ spiffeId, dnsNames: [], signer: root.signer, ...life });

// The older one: a list never replaces a newer one.
const shortCrl = await makeLargeCrl(root, 2);

async function put(name: string, text: string): Promise<void> {
  await writeFile(path.join(folder, `${name}.new`), text);
  await rename(path.join(folder, `${name}.new`), path.join(folder, name));
}

/** Starts the server with a short list, then gives it a list of so many entries. */
async function measure(crl: string, entries: number): Promise<Seen> {
  await put('crl.pem', shortCrl);
  const child: ChildProcess = fork('scripts/run.mjs', ['bench/support/crl-host.ts', folder]);
  await once(child, 'message');
  child.send('measure');
  await put('crl.pem', crl);
  const [message] = await once(child, 'message');
  child.disconnect();
  await once(child, 'exit');
  const seen = seenSchema.parse(message);
  if (seen.entries !== entries) throw new Error(`${seen.entries} entries were read`);
  return seen;
}

const worst = new Map<number, Seen>();
try {
  for (const [name, text] of Object.entries({
    'svid.pem': leaf.certPem,
    'svid_key.pem': leaf.keyPem,
    'bundle.pem': root.certPem,
  })) {
    await put(name, text);
  }
  for (const size of SIZES) {
    const crl = await makeLargeCrl(root, size);
    const runs: Seen[] = [];
    while (runs.length < ROUNDS) runs.push(await measure(crl, size));
    // Other processes can only make it longer; memory is the most that was seen.
    const least = (pick: (seen: Seen) => number) => Math.min(...runs.map(pick));
    worst.set(size, {
      entries: size,
      ms: least(({ ms }) => ms),
      stopMs: least(({ stopMs }) => stopMs),
      megabytes: Math.max(...runs.map(({ megabytes }) => megabytes)),
    });
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

const of = (size: number): Seen => {
  const seen = worst.get(size);
  if (!seen) throw new Error('unreachable');
  return seen;
};
const figure = (what: string, unit: string, value: number, most?: number) => ({
  what,
  unit,
  value: round(value),
  ...(most !== undefined && { goal: { at: 'most' as const, value: most } }),
});
publish({
  name: 'large-crl',
  title: 'A CRL with many entries',
  figures: [
    figure('100,000 entries: until they are in use', 'ms', of(100_000).ms, 2_000),
    figure('100,000 entries: longest stop of the event loop', 'ms', of(100_000).stopMs, 50),
    figure('1,000,000 entries: memory of the process', 'MB', of(1_000_000).megabytes, 512),
    figure('1,000,000 entries: until they are in use', 'ms', of(1_000_000).ms),
    figure('1,000,000 entries: longest stop of the event loop', 'ms', of(1_000_000).stopMs),
  ],
  control: figure('one entry: longest stop of the event loop', 'ms', of(1).stopMs),
  remarks: [`Times are the shortest of ${ROUNDS} runs, memory the most.`],
});
