import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { freePorts } from '../../testing/test-system';
import { requireProgram, waitFor, waitForPort } from '../programs';
import type { ProofRun } from '../run-proof';

/** Kubernetes 1.33.4; its parts have the same number behind `v0.`. */
const KUBERNETES = 'v1.33.4';
const PARTS = 'v0.33.4';
/** Where the kinds of each issuer and mesh come from: a Go module and a folder or file in it. */
const KINDS = [
  ['github.com/cert-manager/cert-manager@v1.18.2', 'deploy/crds'],
  ['github.com/spiffe/spire-controller-manager@v0.6.2', 'config/crd/bases'],
  [
    'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad',
    'manifests/charts/base/files/crd-all.gen.yaml',
  ],
] as const;
const START_LIMIT_MS = 180_000;

const moduleSchema = z.object({ Dir: z.string(), GoMod: z.string() });

/** An API server that answers on this machine, without a kubelet, a scheduler or a controller. */
export type ApiServer = { kubeconfig: string };

async function downloadModule({ programs, cache }: ProofRun, module: string) {
  const name = `go-download-${module.replaceAll(/\W/g, '-')}`;
  const output = await programs.run(name, ['go', 'mod', 'download', '-json', module], {
    cwd: cache,
  });
  return moduleSchema.parse(JSON.parse(output.slice(output.indexOf('{'))));
}

/** Where the API server is once it is built. */
export function apiServerFile(cache: string): string {
  return path.join(cache, `kube-apiserver-${KUBERNETES}`);
}

/**
 * Builds the API server from its Go module, once; five to fifteen minutes on two cores.
 * @returns the file.
 */
async function buildApiServer(run: ProofRun): Promise<string> {
  const binary = apiServerFile(run.cache);
  if (existsSync(binary)) return binary;
  run.report.note(`building kube-apiserver ${KUBERNETES} from its Go module, once`);
  const folder = path.join(run.cache, 'build');
  await mkdir(folder, { recursive: true });
  const { GoMod } = await downloadModule(run, `k8s.io/kubernetes@${KUBERNETES}`);
  // The parts that its repository keeps beside it are published as modules of their own.
  const parts = [...(await readFile(GoMod, 'utf8')).matchAll(/(k8s\.io\/[\w-]+) => \.\/staging/g)];
  const replaced = parts.map(([, part]) => `replace ${part} => ${part} ${PARTS}`);
  await writeFile(
    path.join(folder, 'go.mod'),
    ['module proof', 'go 1.24.0', `require k8s.io/kubernetes ${KUBERNETES}`, ...replaced, ''].join(
      '\n',
    ),
  );
  await writeFile(
    path.join(folder, 'main.go'),
    'package main\n\nimport _ "k8s.io/kubernetes/cmd/kube-apiserver/app"\n\nfunc main() {}\n',
  );
  await run.programs.run('go-tidy', ['go', 'mod', 'tidy'], { cwd: folder });
  const target = 'k8s.io/kubernetes/cmd/kube-apiserver';
  // Without them it takes itself for a version that kubectl cannot read.
  const variable = (name: string, value: string) =>
    `-X k8s.io/component-base/version.${name}=${value}`;
  const [, major = '', minor = ''] = KUBERNETES.match(/^v(\d+)\.(\d+)/) ?? [];
  const flags = [
    variable('gitVersion', KUBERNETES),
    variable('gitMajor', major),
    variable('gitMinor', minor),
  ].join(' ');
  const words = ['go', 'build', '-ldflags', flags, '-o', binary, target] as const;
  await run.programs.run('go-build', words, { cwd: folder });
  return binary;
}

/** Starts etcd and the API server, with Pod Security admission and RBAC, as `kubectl`'s admin. */
export async function startApiServer(run: ProofRun): Promise<ApiServer> {
  const { programs, folder } = run;
  requireProgram('go', 'Install Go 1.24 or later.');
  requireProgram('kubectl', 'Install kubectl 1.30 or later.');
  const etcd = requireProgram('etcd', 'Debian: apt-get install etcd-server.');
  const openssl = requireProgram('openssl', 'Debian: apt-get install openssl.');
  const binary = await buildApiServer(run);
  const [store = 0, peers = 0, port = 0] = await freePorts(3);
  const database = programs.start('etcd', [
    etcd,
    ...['--data-dir', path.join(folder, 'etcd')],
    ...['--listen-client-urls', `http://127.0.0.1:${store}`],
    ...['--advertise-client-urls', `http://127.0.0.1:${store}`],
    ...['--listen-peer-urls', `http://127.0.0.1:${peers}`],
  ]);
  await waitForPort(store, database, START_LIMIT_MS);
  const key = path.join(folder, 'service-account.key');
  await programs.run('service-account-key', [openssl, 'genrsa', '-out', key, '2048']);
  const token = randomBytes(16).toString('hex');
  const tokens = path.join(folder, 'tokens.csv');
  await writeFile(tokens, `${token},admin,admin,system:masters\n`, { mode: 0o600 });
  const issuer = `https://127.0.0.1:${port}`;
  const server = programs.start('kube-apiserver', [
    binary,
    `--etcd-servers=http://127.0.0.1:${store}`,
    ...['--bind-address=127.0.0.1', `--secure-port=${port}`],
    `--cert-dir=${path.join(folder, 'certificates')}`,
    `--token-auth-file=${tokens}`,
    '--authorization-mode=RBAC',
    ...[`--service-account-issuer=${issuer}`, `--service-account-key-file=${key}`],
    `--service-account-signing-key-file=${key}`,
    '--service-cluster-ip-range=10.96.0.0/16',
  ]);
  await waitForPort(port, server, START_LIMIT_MS);
  const kubeconfig = path.join(folder, 'kubeconfig');
  const authority = path.join(folder, 'certificates', 'apiserver.crt');
  const cluster = { server: issuer, 'certificate-authority': authority };
  await writeFile(
    kubeconfig,
    JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'proof' },
      clusters: [{ name: 'proof', cluster }],
      users: [{ name: 'admin', user: { token } }],
      contexts: [{ name: 'proof', context: { cluster: 'proof', user: 'admin' } }],
    }),
    { mode: 0o600 },
  );
  await waitFor('the API server', START_LIMIT_MS, async () => {
    const ready = ['kubectl', '--kubeconfig', kubeconfig, 'get', '--raw', '/readyz'] as const;
    return programs.run('readyz', ready).then(
      () => true,
      () => false,
    );
  });
  return { kubeconfig };
}

/** The published kinds of cert-manager, SPIRE and Istio, as files to apply. */
export async function fetchKinds(run: ProofRun): Promise<string[]> {
  const files: string[] = [];
  for (const [module, place] of KINDS) {
    const { Dir } = await downloadModule(run, module);
    const target = path.join(Dir, place);
    if (place.endsWith('.yaml')) files.push(target);
    else {
      const names = (await readdir(target)).filter((name) => /\.ya?ml$/.test(name));
      files.push(...names.map((name) => path.join(target, name)));
    }
  }
  return files;
}
