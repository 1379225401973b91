import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Refusal } from '../../system/refusal';
import type { Proof, ProofRun } from '../run-proof';
import { fetchKinds, startApiServer } from './api-server';
import { checkImages } from './images';
import { analyzeIstio } from './istio';
import { type Cluster, checkOverlays } from './overlays';

/**
 * The manifests of `deploy/` judged by a real API server, and the images' folders built and run
 * without a container engine. There is no kubelet: what only a full cluster can show is in
 * deploy/README.md.
 */
export const proof: Proof = {
  needs: ['Go 1.25 or later', 'kubectl', 'etcd', 'openssl', 'git', 'setpriv and unshare, as root'],
  run: async (run) => {
    if (run.args.includes('--images')) return checkImages(run);
    if (run.args.includes('--istio')) return analyzeIstio(run);
    await checkManifests(run);
    if (!run.args.includes('--manifests')) await checkImages(run);
  },
};

async function checkManifests(run: ProofRun): Promise<void> {
  run.report.part('API server');
  const { kubeconfig } = await startApiServer(run);
  let calls = 0;
  const kubectl = (...args: string[]) =>
    run.programs.run(`kubectl-${(calls += 1)}`, ['kubectl', '--kubeconfig', kubeconfig, ...args]);
  run.report.note((await kubectl('version')).trim().replaceAll('\n', ', '));
  const linkerd = linkerdKinds(run.args);
  const kinds = [...(await fetchKinds(run)), ...linkerd];
  await run.report.attempt(`the definitions of ${kinds.length} files are accepted`, async () => {
    for (const [index, file] of kinds.entries()) {
      // Some are kept as a chart's templates: what these fill in is labels and conditions.
      const lines = (await readFile(file, 'utf8')).split('\n');
      const plain = path.join(run.folder, `kind-${index}.yaml`);
      await writeFile(plain, lines.filter((line) => !line.includes('{{')).join('\n'));
      await kubectl('apply', '--server-side', '-f', plain);
    }
    await kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s');
  });
  const cluster: Cluster = { run, kubectl, hasLinkerd: linkerd.length > 0 };
  await checkOverlays(cluster);
  await analyzeIstio(run);
}

function linkerdKinds(args: readonly string[]): string[] {
  const at = args.indexOf('--linkerd-crds');
  if (at < 0) return [];
  const folder = args[at + 1];
  if (!folder) throw new Refusal('--linkerd-crds needs a folder of YAML files.');
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => path.join(folder, name));
}
