import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { requireProgram } from './programs';
import type { ProofRun } from './run-proof';

export type GoModule = {
  module: string;
  version: string;
  /** Folders of the module; a program has the name of its folder. */
  programs: readonly string[];
};

/**
 * Builds programs of a Go module into the cache, once, in a module of their own, so that none
 * changes the versions that another is built with. Minutes, for a large one.
 * @returns the files, in the order of `programs`.
 * @throws {Refusal} where Go is missing, or the build fails.
 */
export async function buildGoPrograms(run: ProofRun, wanted: GoModule): Promise<string[]> {
  const { module, version, programs } = wanted;
  const name = path.basename(module);
  const target = path.join(run.cache, `${name}-${version}`);
  const files = programs.map((program) => path.join(target, path.basename(program)));
  if (files.every((file) => existsSync(file))) return files;
  const go = requireProgram('go', 'Install Go 1.25 or later.', ['/usr/local/go/bin']);
  run.report.note(`building ${name} ${version} from its Go module, once`);
  const folder = path.join(run.cache, 'build', name);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'go.mod'), 'module proof\n\ngo 1.25.0\n');
  const packages = programs.map((program) => `${module}/${program}`);
  const versions = packages.map((each) => `${each}@${version}`);
  await run.programs.run(`go-get-${name}`, [go, 'get', '-tool', ...versions], { cwd: folder });
  // A folder as target holds one file for each package.
  const words = ['build', '-o', `${target}/`, ...packages];
  await run.programs.run(`go-build-${name}`, [go, ...words], { cwd: folder });
  return files;
}
