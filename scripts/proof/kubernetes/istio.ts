import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Refusal } from '../../system/refusal';
import { buildGoPrograms } from '../go-programs';
import type { ProofRun } from '../run-proof';

const OVERLAY = 'deploy/kubernetes/overlays/istio';
const CLEAN = 'No validation issues found';

/** Istio's own analyzer on the overlay as kustomize renders it, and on one with a fault. */
export async function analyzeIstio(run: ProofRun): Promise<void> {
  const { report, programs, folder } = run;
  report.part("Istio's analyzer");
  const [istioctl] = await buildGoPrograms(run, {
    module: 'istio.io/istio',
    version: 'v0.0.0-20260827124520-eed52ebb66ad',
    programs: ['istioctl/cmd/istioctl'],
  });
  if (!istioctl) throw new Refusal('istioctl was not built.');
  const file = path.join(folder, 'istio.yaml');
  const flags = ['--use-kube=false', '--all-namespaces', '--failure-threshold', 'Info'];
  const analyze = (name: string, target: string) =>
    programs.run(`istioctl-${name}`, [istioctl, 'analyze', ...flags, target]);
  const overlay = await programs.run('istio-overlay', ['kubectl', 'kustomize', OVERLAY]);
  await writeFile(file, overlay);
  await report.attempt('it finds nothing in the overlay', async () => {
    const output = await analyze('overlay', file);
    if (!output.includes(CLEAN)) throw new Refusal(output);
  });
  const faulty = path.join(folder, 'istio-faulty.yaml');
  await writeFile(faulty, overlay.replace('mode: ISTIO_MUTUAL', 'mode: SIMPLE'));
  await report.attempt('it finds one-way TLS to billing without a CA', async () => {
    const output = await analyze('faulty', faulty).catch(String);
    if (!output.includes('IST0128')) throw new Refusal(output);
    return 'IST0128';
  });
}
