import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';

/**
 * Each command that the manifests and compose.yaml run, against the image that they run it in: is
 * every file there after the Containerfile's last step, and every package after
 * `npm prune --omit=dev`? `npm run proof -- kubernetes` builds the images' folders and runs them.
 */

type Command = { image: 'tollgate-web' | 'tollgate-billing'; words: readonly string[]; by: string };

const BASE = 'deploy/kubernetes/base';
const imageSchema = z.enum(['tollgate-web', 'tollgate-billing']);
const containerSchema = z.object({
  image: imageSchema,
  command: z.array(z.string()).optional(),
});
const templateSchema = z.object({
  spec: z.object({ containers: z.tuple([containerSchema]) }),
});
const workloadSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.union([
    z.object({ template: templateSchema }).transform(({ template }) => template),
    z
      .object({ jobTemplate: z.object({ spec: z.object({ template: templateSchema }) }) })
      .transform(({ jobTemplate }) => jobTemplate.spec.template),
  ]),
});
const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.looseObject({ image: z.string(), command: z.array(z.string()).optional() }),
  ),
});
const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()) });

const containerfile = (image: string) =>
  readFileSync(`deploy/container/${image.replace('tollgate-', '')}.Containerfile`, 'utf8');
const defaultCommand = (image: string): string[] =>
  z.array(z.string()).parse(JSON.parse(containerfile(image).match(/^CMD (.*)$/m)?.[1] ?? '[]'));

function manifestCommands(): Command[] {
  return readdirSync(BASE)
    .flatMap((file) => parseAllDocuments(readFileSync(path.join(BASE, file), 'utf8')))
    .flatMap((document) => {
      const parsed = workloadSchema.safeParse(document.toJS());
      if (!parsed.success) return [];
      const { metadata, spec } = parsed.data;
      const [{ image, command }] = spec.spec.containers;
      return [{ image, words: command ?? defaultCommand(image), by: metadata.name }];
    });
}

function composeCommands(): Command[] {
  const text = readFileSync('deploy/container/compose.yaml', 'utf8');
  const { services } = composeSchema.parse(parse(text, { merge: true }));
  return Object.entries(services).flatMap(([name, { image, command }]) => {
    const ours = imageSchema.safeParse(image);
    if (!ours.success) return [];
    return [
      { image: ours.data, words: command ?? defaultCommand(ours.data), by: `compose ${name}` },
    ];
  });
}

const COMMANDS = [...manifestCommands(), ...composeCommands()];
const { dependencies } = packageSchema.parse(JSON.parse(readFileSync('package.json', 'utf8')));

const known = new Map<string, string[]>();

/** What a file imports, types left out. */
function importsOf(file: string): string[] {
  const before = known.get(file);
  if (before) return before;
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ESNext, jsx: ts.JsxEmit.ReactJSX },
  });
  const { importedFiles } = ts.preProcessFile(outputText, true, true);
  const names = importedFiles.map(({ fileName }) => fileName).filter((name) => !isBuiltin(name));
  known.set(file, names);
  return names;
}

/** The local files that a command loads, and the packages that these import. */
function traceImports(entries: readonly string[]): { files: Set<string>; packages: Set<string> } {
  const [files, packages] = [new Set<string>(), new Set<string>()];
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const fileName of importsOf(file)) {
      if (!/^(\.|@\/)/.test(fileName)) {
        packages.add(fileName.match(/^(?:@[^/]+\/)?[^/]+/)?.[0] ?? fileName);
        continue;
      }
      const base = fileName.startsWith('@/')
        ? fileName.slice(2)
        : path.join(path.dirname(file), fileName);
      // Runs in a clone only, is loaded only when its command is used, and says so elsewhere.
      if (base.startsWith('scripts/eject/')) continue;
      const found = [base, `${base}.ts`, `${base}.tsx`].find(
        (name) => path.extname(name) && existsSync(name),
      );
      if (found) waiting.push(found);
      else throw new Error(`${file} imports ${fileName}, which is not there`);
    }
  }
  return { files, packages };
}

/** The first word that names a file, through a shell as well. */
function entriesOf(words: readonly string[]): string[] {
  return words.flatMap((word) => word.split(/\s+/)).filter((word) => /\.(ts|mjs)$/.test(word));
}

describe('the images', () => {
  it('are named by every workload', () => {
    expect(COMMANDS.map(({ by }) => by).sort()).toEqual([
      'billing',
      'compose billing',
      'compose migrate',
      'compose web',
      'compose workload-ca',
      'invoice-run',
      'migrate',
      'web',
    ]);
  });

  it.each(COMMANDS)('$image has all that $by runs', ({ image, words }) => {
    const entries = entriesOf(words);
    expect(entries.length).toBeGreaterThan(0);
    const { files, packages } = traceImports([
      ...entries,
      // What scripts/prisma.mjs starts as a process of its own.
      ...(words.includes('migrate') ? ['scripts/prisma-schema-engine/engine.mjs'] : []),
    ]);
    const removed =
      containerfile(image)
        .match(/rm -rf (.*)$/m)?.[1]
        ?.split(/\s+/) ?? [];
    const missing = [...files].filter((file) => removed.some((one) => file.startsWith(`${one}/`)));
    expect(missing).toEqual([]);
    const generated = containerfile(image).includes('npm run generate')
      ? ['prisma', 'services/billing/prisma']
      : ['services/billing/prisma'];
    const clients = [...files].flatMap((file) => file.match(/^(.*)\/generated\//)?.[1] ?? []);
    expect(clients.filter((client) => !generated.includes(client))).toEqual([]);
    expect([...packages].filter((name) => !(name in dependencies))).toEqual([]);
  });

  it('leave the secrets and the state of the build machine outside', () => {
    const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
    for (const name of ['.git', '.data*', '.env', '.env.*', 'node_modules', '.next*', '*.key']) {
      expect(ignored).toContain(name);
    }
  });

  it('run as a user that has no name on the host, on files of root', () => {
    for (const image of imageSchema.options) {
      expect(containerfile(image)).toMatch(/^USER 10001:10001$/m);
      expect(containerfile(image)).toContain('COPY --from=build --chown=root:root');
    }
  });
});
