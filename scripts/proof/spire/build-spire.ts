import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { requireProgram } from '../programs';
import type { ProofRun } from '../run-proof';

/** Each in a Go module of its own, so that none changes the versions that another is built with. */
const MODULES = [
  {
    module: 'github.com/spiffe/spire',
    version: 'v1.13.3',
    programs: ['spire-server', 'spire-agent'],
  },
  { module: 'github.com/spiffe/spiffe-helper', version: 'v0.11.0', programs: ['spiffe-helper'] },
] as const;

/** The files of the three programs. */
export type SpirePrograms = { server: string; agent: string; helper: string };

/**
 * Builds SPIRE and spiffe-helper from their Go modules into the cache, once; ten minutes or more
 * on two cores.
 * @throws {Refusal} where Go or a C compiler (for SQLite) is missing.
 */
export async function buildSpire({ cache, programs, report }: ProofRun): Promise<SpirePrograms> {
  for (const { module, version, programs: names } of MODULES) {
    const packages = names.map((name) => `${module}/cmd/${name}`);
    const missing = names.some((name) => !existsSync(path.join(cache, version, name)));
    if (!missing) continue;
    const go = requireProgram('go', 'Install Go 1.25 or later.', ['/usr/local/go/bin']);
    requireProgram('cc', 'Debian: apt-get install gcc libc6-dev.');
    report.note(`building ${names.join(' and ')} ${version} from the Go module, once`);
    const folder = path.join(cache, 'build', version);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'go.mod'), 'module proof\n\ngo 1.25.0\n');
    const versions = packages.map((name) => `${name}@${version}`);
    await programs.run(`go-get-${version}`, [go, 'get', '-tool', ...versions], { cwd: folder });
    // A folder as target holds one file for each package.
    const words = ['build', '-o', `${path.join(cache, version)}/`, ...packages];
    await programs.run(`go-build-${version}`, [go, ...words], { cwd: folder });
  }
  const [{ version: spire }, { version: helper }] = MODULES;
  return {
    server: path.join(cache, spire, 'spire-server'),
    agent: path.join(cache, spire, 'spire-agent'),
    helper: path.join(cache, helper, 'spiffe-helper'),
  };
}
