import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { PLANS } from '@/scripts/eject/plans';
import { writeRegistry } from '@/scripts/eject/write-registry';
import { SHADCN_VERSION } from '@/lib/learn/take';
import { z } from 'zod';
import type { Proof, ProofRun } from '../run-proof';

const itemSchema = z.object({
  dependencies: z.array(z.string()),
  files: z.array(z.object({ target: z.string(), content: z.string() })),
});

/** What a project of one's own would have: the registry brings neither. */
const TSCONFIG = {
  compilerOptions: {
    target: 'ES2023',
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    module: 'ESNext',
    moduleResolution: 'bundler',
    jsx: 'react-jsx',
    strict: true,
    esModuleInterop: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    types: ['node'],
    noEmit: true,
  },
};

/** Each part added to an empty project by the real shadcn command line, type-checked and tested there. */
export const proof: Proof = {
  needs: [`npm, for shadcn ${SHADCN_VERSION} and what each part imports`],
  async run(proofRun) {
    const [running] = proofRun.args;
    const registry = path.join(proofRun.folder, 'registry');
    await writeRegistry(process.cwd(), registry);
    const server = running ? undefined : await serve(registry);
    // Below this repository our own packages and settings would be found, too.
    const home = await mkdtemp(path.join(os.tmpdir(), 'tollgate-registry-'));
    const origin = running ?? `http://localhost:${portOf(server)}`;
    try {
      for (const { style } of PLANS)
        await addTo(`${origin}/r/${style}.json`, style, home, proofRun);
    } finally {
      await rm(home, { recursive: true, force: true });
      server?.close();
    }
  },
};

async function addTo(
  url: string,
  part: string,
  home: string,
  { programs, report }: ProofRun,
): Promise<void> {
  report.part(part);
  const response = await fetch(url);
  const item = itemSchema.parse(await response.json());
  const project = path.join(home, `project-${part}`);
  await mkdir(project);
  await writeFile(path.join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  const shadcn = ['npx', '--yes', `shadcn@${SHADCN_VERSION}`, 'add', url, '--yes'] as const;
  await report.attempt(`shadcn adds ${url}`, async () => {
    await programs.run(`shadcn-${part}`, shadcn, { cwd: project });
  });
  await report.attempt('every file is what the registry has, byte for byte', async () => {
    for (const { target, content } of item.files) {
      const added = await readFile(path.join(project, target.replace('~/', '')), 'utf8');
      if (added !== content) throw new Error(`${target} differs`);
    }
    return `${item.files.length} files`;
  });
  await report.attempt('each package is there in the version that it was tested with', async () => {
    for (const dependency of item.dependencies) {
      const [, name = '', version] = /^(.+)@([^@]+)$/.exec(dependency) ?? [];
      const file = path.join(project, 'node_modules', name, 'package.json');
      const manifest = z
        .object({ version: z.string() })
        .parse(JSON.parse(await readFile(file, 'utf8')));
      if (manifest.version !== version) throw new Error(`${name} ${manifest.version}`);
    }
    return `${item.dependencies.length} packages`;
  });
  await writeFile(
    path.join(project, 'tsconfig.json'),
    JSON.stringify({ ...TSCONFIG, include: [part] }),
  );
  const bin = (name: string) => path.join(project, 'node_modules/.bin', name);
  await report.attempt('it type-checks', async () => {
    await programs.run(`tsc-${part}`, [bin('tsc'), '-p', '.'], { cwd: project });
  });
  await report.attempt('its tests pass', async () => {
    const command = [bin('vitest'), 'run', '--root', part] as const;
    const output = await programs.run(`vitest-${part}`, command, { cwd: project });
    return stripVTControlCharacters(/Tests .*/.exec(output)?.[0] ?? 'no count was printed');
  });
}

/** Serves the folder as web serves it at `/r`. */
async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const name = path.basename(request.url ?? '');
    readFile(path.join(folder, name)).then(
      (body) => response.setHeader('content-type', 'application/json').end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return server;
}

function portOf(server: Server | undefined): number {
  const address = server?.address() as AddressInfo;
  return address.port;
}
