import process from 'node:process';
import type { Command } from 'commander';
import { PLANS } from '../eject/plans';
import { printResult } from './print-result';

/**
 * Loads what reads our source, with packages that an image does not have.
 * @throws {Error} in an image: a sentence that says where it runs.
 */
export async function loadFromClone<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) {
      throw cause;
    }
    throw new Error(
      'This copies source files. Run it in a clone of the repository, after npm ci.',
      {
        cause,
      },
    );
  }
}

async function run(style: string, folder: string, { json }: { json?: boolean }): Promise<void> {
  const { eject } = await loadFromClone(() => import('../eject/eject'));
  const { files, size } = await eject(process.cwd(), style, folder);
  const { files: sources, lines, tests } = size;
  const text = `${folder}: ${sources} files with ${lines} lines of code, and ${tests} files of tests.
Next: cd ${folder} && npm install && npm test && npm start`;
  printResult(json, { style, folder, files: [...files.keys()], size }, text);
}

async function registry(folder: string, { json }: { json?: boolean }): Promise<void> {
  const { writeRegistry } = await loadFromClone(() => import('../eject/write-registry'));
  const styles = await writeRegistry(process.cwd(), folder);
  const [first = ''] = styles;
  const text = `${folder}/registry.json and one file for each of: ${styles.join(', ')}.
In your project: npx shadcn add ${folder}/${first}.json`;
  printResult(json, { folder, styles }, text);
}

/** Adds `tollgate eject <style> <dir>`: one style with what it needs, in a folder of its own; and `tollgate registry`. */
export function registerEject(program: Command): void {
  program
    .command('eject')
    .description('copy one style, with its tests and an example, into an empty folder')
    .argument('<style>', PLANS.map(({ style }) => style).join(', '))
    .argument('<dir>', 'an empty folder, or one to be made')
    .option('--json', 'print one JSON object')
    .action(run);
  program
    .command('registry')
    .description('write every style as a registry for the shadcn command line')
    .argument('<dir>', 'where registry.json goes')
    .option('--json', 'print one JSON object')
    .action(registry);
}
