import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';
import type { Proof, ProofRun } from '../run-proof';

/** The floor, the LTS before the current one, and the one that the README recommends. */
const VERSIONS = ['20', '22', '24'];

/** The package `node` of npm brings this one by an install script, which npm may not run. */
const PACKAGE = `node-${process.platform}-${process.arch}`;

/** What depends on the TLS library of Node the most. They need no database. */
const TESTS = [
  'lib/auth/mtls',
  'e2e/mtls/client.test.ts',
  'e2e/mtls/handshake.test.ts',
  'e2e/mtls/key-exchange.test.ts',
  'e2e/mtls/revocation.test.ts',
  'e2e/mtls/rotation.test.ts',
];
const PROJECTS = ['--project', 'pure', '--project', 'unit', '--project', 'system'];

/** The tests of mutual TLS on each version of Node that is supported, from npm. */
export const proof: Proof = {
  needs: [`npm, for ${PACKAGE} in versions 20, 22 and 24`],
  async run(proofRun) {
    const wanted = proofRun.args.length > 0 ? proofRun.args : VERSIONS;
    for (const version of wanted) await testOn(version, proofRun);
  },
};

async function testOn(version: string, { cache, programs, report }: ProofRun): Promise<void> {
  report.part(`Node ${version}`);
  const folder = path.join(cache, version);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  const install = ['npm', 'install', '--no-audit', '--no-fund', `${PACKAGE}@${version}`] as const;
  await programs.run(`npm-${version}`, install, { cwd: folder });
  const node = path.join(folder, 'node_modules', PACKAGE, 'bin/node');
  const script = 'console.log(process.version, "OpenSSL", process.versions.openssl)';
  const seen = await programs.run(`node-${version}`, [node, '-e', script]);
  report.check(`is Node ${version}`, seen.startsWith(`v${version}.`), seen.trim());
  const vitest = path.resolve('node_modules/vitest/vitest.mjs');
  await report.attempt('passes the tests of mutual TLS', async () => {
    const command = [node, vitest, 'run', ...PROJECTS, ...TESTS] as const;
    const output = await programs.run(`vitest-${version}`, command);
    return stripVTControlCharacters(/Tests .*/.exec(output)?.[0] ?? 'no count was printed');
  });
}
