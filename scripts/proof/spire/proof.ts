import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeAuthority, makeLeaf, type Signer } from '@/services/workload-ca/make-certificate';
import { Refusal } from '../../system/refusal';
import { waitFor } from '../programs';
import type { Proof, ProofRun } from '../run-proof';
import { buildSpire } from './build-spire';
import { readCalls } from './call-record';
import { disturb } from './disturb';
import { callUntilRefused, callWith, copyFiles } from './raw-caller';
import { PARTNER, Spire, TRUST_DOMAIN, TTL_SECONDS } from './spire';
import { type Way, Workloads } from './workloads';

const WAYS: readonly Way[] = ['workload-api', 'files'];
const CALLS = 100_000;
const MINUTES = 10;
const START_LIMIT_MS = 60_000;
const TTL_MS = TTL_SECONDS * 1_000;
/** The agent hears of a deleted entry within a few seconds; until then it renews. */
const SYNC_MS = 12_000;

type Caller = { way: Way; file: string };

/**
 * Web and billing with certificates of 60 seconds from a real SPIRE server and agent, by the
 * Workload API and by the files of spiffe-helper, while both are killed and the CA rotates.
 *
 *   npm run proof -- spire [--minutes 10]
 */
export const proof: Proof = {
  needs: ['Go 1.25 or later and a C compiler, to build SPIRE and spiffe-helper once'],
  async run(run) {
    const minutes = readMinutes(run.args);
    const files = await buildSpire(run);
    // The path of a Unix socket has room for some 100 bytes.
    const sockets = mkdtempSync(path.join(tmpdir(), 'tollgate-spire-'));
    run.signal.addEventListener('abort', () => rmSync(sockets, { recursive: true, force: true }));
    try {
      await prove(run, await Spire.start(run, files, sockets), files.helper, minutes);
    } finally {
      rmSync(sockets, { recursive: true, force: true });
    }
  },
};

async function prove(run: ProofRun, spire: Spire, helper: string, minutes: number): Promise<void> {
  const { report } = run;
  report.part('start');
  const partner = await makeAuthority({ name: PARTNER, trustDomain: PARTNER, ...anHour() });
  const partnerFile = path.join(run.folder, 'partner.pem');
  writeFileSync(partnerFile, partner.certPem);
  await spire.run('bundle', 'set', '-id', `spiffe://${PARTNER}`, '-path', partnerFile);
  const workloads = await Workloads.start(run, spire.socket);
  const webEntries: string[] = [];
  for (const way of WAYS) {
    for (const name of ['billing', 'web'] as const) {
      const program = way === 'files' ? helper : process.execPath;
      const entry = await spire.register(name, workloads.place(`${name}-${way}`, program));
      if (name === 'web') webEntries.push(entry);
    }
  }
  await spire.register('stranger', workloads.place('stranger'));
  const binary = (name: string) => path.join(run.folder, 'bin', name);
  for (const name of ['billing', 'web'] as const) {
    workloads.startHelper(name, binary(`${name}-files`));
  }
  const node = { 'workload-api': binary('web-workload-api'), files: process.execPath };
  await workloads.startBilling('workload-api', binary('billing-workload-api'));
  await workloads.startBilling('files', process.execPath);
  const rate = CALLS / (MINUTES * 60);
  const callers: Caller[] = [];
  for (const way of WAYS) {
    const [, file] = workloads.startCaller(`web-${way}`, way, node[way], rate);
    callers.push({ way, file });
  }
  for (const { way, file } of callers) {
    await waitFor(`calls (${way})`, START_LIMIT_MS, async () => readCalls(file).answered > 0);
  }
  await proveRefusals(run, workloads, partner.signer);

  report.part(`${minutes} minutes of ${rate.toFixed(0)} calls a second, each way`);
  const begin = Date.now();
  const seen = await disturb(spire, report, () => Date.now() - begin > minutes * 60_000);
  report.note(`the server was killed ${seen.serverKills} times, the agent ${seen.agentKills}`);
  for (const caller of callers) judgeCalls(run, caller, seen.rotations);
  await proveDeletion(run, spire, workloads, webEntries, callers);
}

function judgeCalls({ report }: ProofRun, { way, file }: Caller, rotations: number): void {
  const { answered, failed, reasons, identities } = readCalls(file);
  const failures = [...reasons.values()].reduce((sum, count) => sum + count, 0);
  for (const [reason, count] of reasons) report.note(`${count} x ${reason}`);
  report.check(
    `${way}: no call of a valid identity failed`,
    answered > 0 && failed === 0 && failures === 0,
    `${failures} of ${answered + failures}`,
  );
  const issuers = new Set(identities.map(({ issuer }) => issuer));
  report.check(`${way}: the CAs took over from one another`, issuers.size === rotations + 1);
  const longest = Math.max(...identities.map(({ lifetimeMs }) => lifetimeMs)) / 1_000;
  report.check(
    `${way}: web was ${identities[0]?.id} by many certificates`,
    identities.length > 2 && identities.every(({ id }) => id === `spiffe://${TRUST_DOMAIN}/web`),
    `${identities.length} identities of at most ${longest} s, ${issuers.size} CAs`,
  );
}

async function proveRefusals(run: ProofRun, workloads: Workloads, signer: Signer): Promise<void> {
  const { report } = run;
  report.part('who is refused');
  await report.attempt('a program that is not registered gets no identity', async () => {
    const unknown = workloads.place('unknown');
    const [program, file] = workloads.startCaller('unknown', 'workload-api', unknown, 1);
    await program.ended;
    const { refusedIdentity = 'it got one' } = readCalls(file);
    if (!refusedIdentity.includes('register its SPIFFE ID')) throw new Refusal(refusedIdentity);
    return 'PERMISSION_DENIED, and the log says to register it';
  });
  await report.attempt('another workload of the trust domain may call nothing', async () => {
    const node = path.join(run.folder, 'bin', 'stranger');
    const [program, file] = workloads.startCaller('stranger', 'workload-api', node, 5);
    const count = () => [...readCalls(file).reasons.values()].reduce((sum, each) => sum + each, 0);
    await waitFor('calls of a stranger', START_LIMIT_MS, async () => count() > 10);
    await program.stop();
    const { answered, reasons } = readCalls(file);
    const [reason = ''] = reasons.keys();
    if (answered > 0 || !reason.includes('peer-not-authorized')) throw new Refusal(reason);
    return '403 peer-not-authorized';
  });
  await report.attempt("a federated trust domain's CA cannot name our workloads", async () => {
    const spiffeId = `spiffe://${TRUST_DOMAIN}/web`;
    const leaf = await makeLeaf({ spiffeId, dnsNames: [], signer, ...anHour() });
    const { ca } = copyFiles(workloads.filesOf('web'));
    const copy = { cert: leaf.certPem, key: leaf.keyPem, ca };
    const answers: string[] = [];
    for (const way of WAYS) answers.push(await callWith(copy, workloads.billingPort(way)));
    if (answers.some((answer) => answer.includes('HTTP'))) throw new Refusal(answers.join(', '));
    return answers.join(', ');
  });
}

async function proveDeletion(
  { report }: ProofRun,
  spire: Spire,
  workloads: Workloads,
  entries: readonly string[],
  callers: readonly Caller[],
): Promise<void> {
  report.part("web's entries are deleted");
  const limit = TTL_SECONDS + SYNC_MS / 1_000;
  for (const entry of entries) await spire.run('entry', 'delete', '-entryID', entry);
  const deletedAt = Date.now();
  const after = (time: number) => (time - deletedAt) / 1_000;
  await pause(SYNC_MS);
  const copy = copyFiles(workloads.filesOf('web'));
  const port = workloads.billingPort('files');
  const { lastAnsweredAt, answer } = await callUntilRefused(copy, port);
  report.check(
    'a copy of its files is refused on an open connection within one lifetime',
    lastAnsweredAt > 0 && after(lastAnsweredAt) < limit && answer.includes('401'),
    `answered for ${after(lastAnsweredAt).toFixed(1)} s, then ${answer}`,
  );
  const again = await callWith(copy, port);
  report.check('and on a new one', !again.includes(' 200'), again);
  await pause(Math.max(0, deletedAt + TTL_MS + SYNC_MS - Date.now()));
  for (const { way, file } of callers) {
    const { lastAnsweredAt: last } = readCalls(file);
    const { reasons } = readCalls(file, deletedAt);
    report.check(
      `${way}: web's own calls end within one lifetime`,
      after(last) < limit && reasons.size > 0,
      `answered for ${after(last).toFixed(1)} s, then ${[...reasons.keys()][0]}`,
    );
  }
}

function anHour() {
  const now = Date.now();
  return { notBefore: new Date(now - 60_000), notAfter: new Date(now + 3_600_000) };
}

function readMinutes(args: readonly string[]): number {
  const at = args.indexOf('--minutes');
  if (at < 0) return MINUTES;
  const minutes = Number(args[at + 1]);
  if (minutes > 0) return minutes;
  throw new Refusal('--minutes needs a number above 0.');
}
