import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import type { EjectPlan } from './plan';
import { readImports } from './follow-imports';

type Manifest = {
  name?: string;
  version?: string;
  engines?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

const TOOLS = ['typescript', 'tsx', 'vitest', '@types/node'];

/** The package.json of a copy: the packages that its files import, at the versions of ours. */
export function writePackage(
  root: string,
  plan: EjectPlan,
  files: { source: readonly string[]; other: readonly string[] },
): string {
  const ours = readManifest(root, 'package.json');
  const known = { ...ours.devDependencies, ...ours.dependencies };
  const source = [...namePackages(root, files.source), ...(plan.packages ?? [])];
  const other = [...TOOLS, ...namePackages(root, files.other)].filter(
    (name) => !source.includes(name),
  );
  const types = [...source, ...other]
    .map((name) => `@types/${name}`)
    .filter((name) => known[name] !== undefined);
  const versions = (names: readonly string[]) =>
    Object.fromEntries([...new Set(names)].sort().map((name) => [name, versionOf(name, known)]));
  const manifest = {
    name: plan.style,
    version: '0.1.0',
    private: true,
    type: 'module',
    license: 'MIT',
    engines: ours.engines,
    scripts: { ...plan.scripts, test: 'tsc --noEmit && vitest run' },
    dependencies: versions(source),
    devDependencies: versions([...other, ...types]),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function versionOf(name: string, known: Record<string, string>): string {
  const version = known[name];
  if (!version) throw new Error(`${name} is imported and in no package.json.`);
  return version;
}

function namePackages(root: string, files: readonly string[]): string[] {
  const names = files
    .flatMap((file) => readImports(root, file))
    .map(({ file, specifier }) => {
      if (file || specifier.startsWith('node:') || builtinModules.includes(specifier)) return [];
      const [scope = '', name = ''] = specifier.split('/');
      return [scope.startsWith('@') ? `${scope}/${name}` : scope];
    });
  return [...new Set(names.flat())];
}

function readManifest(root: string, file: string): Manifest {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Manifest;
}
