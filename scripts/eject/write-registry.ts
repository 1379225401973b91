import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildCopy } from './build-copy';
import { PLANS } from './plans';

type Packages = { dependencies: Record<string, string>; devDependencies: Record<string, string> };

const SCHEMA = 'https://ui.shadcn.com/schema';
/** The receiving project has its own. */
const NOT_INCLUDED = new Set(['package.json', 'tsconfig.json', '.gitignore']);

/**
 * Writes the copies as a registry that the `shadcn` command line reads: `registry.json`, and one
 * item a style, whose files go into a folder of its name.
 * @see https://ui.shadcn.com/docs/registry
 */
export async function writeRegistry(root: string, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const items = PLANS.map((plan) => {
    const { files } = buildCopy(root, plan);
    const manifest = JSON.parse(files.get('package.json') ?? '{}') as Packages;
    const pin = (packages: Record<string, string>) =>
      Object.entries(packages).map(([name, version]) => `${name}@${version}`);
    return {
      name: plan.style,
      type: 'registry:item',
      title: plan.title,
      description: plan.inside.join(' '),
      dependencies: pin(manifest.dependencies),
      devDependencies: pin(manifest.devDependencies),
      files: [...files]
        .filter(([file]) => !NOT_INCLUDED.has(file))
        .map(([file, content]) => ({
          path: `${plan.style}/${file}`,
          type: 'registry:file',
          target: `~/${plan.style}/${file}`,
          content,
        })),
    };
  });
  for (const item of items) {
    const text = JSON.stringify({ $schema: `${SCHEMA}/registry-item.json`, ...item }, null, 2);
    await writeFile(path.join(folder, `${item.name}.json`), `${text}\n`);
  }
  const index = items.map((item) => ({
    ...item,
    files: item.files.map(({ path: file, type, target }) => ({ path: file, type, target })),
  }));
  const registry = {
    $schema: `${SCHEMA}/registry.json`,
    name: 'tollgate',
    homepage: '',
    items: index,
  };
  await writeFile(path.join(folder, 'registry.json'), `${JSON.stringify(registry, null, 2)}\n`);
  return items.map(({ name }) => name);
}
