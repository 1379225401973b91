import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { ProofRun } from '../run-proof';

const FOLDER = 'deploy/kubernetes/overlays';
const NAMESPACE = 'tollgate';
const OVERLAYS = ['spire', 'cert-manager', 'istio', 'linkerd'];
const ISSUERS = ['spire/cluster', 'cert-manager/cluster'];
/** What Linkerd's module does not serve; its own folder of kinds can be named on the command line. */
const LINKERD = /^policy\.linkerd\.io\//;

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});
type ApiObject = z.output<typeof objectSchema>;
const podTemplateSchema = z.looseObject({ spec: z.looseObject({}) });
const workloadSchema = z.union([
  z
    .looseObject({ spec: z.looseObject({ template: podTemplateSchema }) })
    .transform(({ spec }) => spec.template),
  z
    .looseObject({
      spec: z.looseObject({
        jobTemplate: z.looseObject({ spec: z.looseObject({ template: podTemplateSchema }) }),
      }),
    })
    .transform(({ spec }) => spec.jobTemplate.spec.template),
]);

export type Cluster = {
  run: ProofRun;
  /** Runs kubectl against the proof's API server; throws with its output where it fails. */
  kubectl: (...args: string[]) => Promise<string>;
  /** Whether the kinds of Linkerd are installed. */
  hasLinkerd: boolean;
};

async function writeObjects({ run }: Cluster, name: string, objects: unknown[]): Promise<string> {
  const file = path.join(run.folder, `${name.replaceAll('/', '-')}.json`);
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  return file;
}

async function render({ run }: Cluster, overlay: string): Promise<ApiObject[]> {
  const text = await run.programs.run(`render-${overlay.replaceAll('/', '-')}-${Date.now()}`, [
    'kubectl',
    'kustomize',
    path.join(FOLDER, overlay),
  ]);
  return parseAllDocuments(text).map((document) => objectSchema.parse(document.toJS()));
}

const STRICT = ['--server-side', '--validate=strict', '--force-conflicts'];

/** Applies each overlay for real, its pods under Pod Security, and asks what each account can do. */
export async function checkOverlays(cluster: Cluster): Promise<void> {
  const { run, kubectl } = cluster;
  for (const name of ['cert-manager', 'istio-system']) await kubectl('create', 'namespace', name);
  for (const overlay of [...ISSUERS, ...OVERLAYS]) {
    run.report.part(overlay);
    const all = await render(cluster, overlay);
    const left = cluster.hasLinkerd ? [] : all.filter((one) => LINKERD.test(one.apiVersion));
    const objects = all.filter((one) => !left.includes(one));
    if (left.length > 0) {
      run.report.note(
        `${left.length} objects of Linkerd's own kinds are not judged: no registry serves their definitions. Name a folder of them: npm run proof -- kubernetes --linkerd-crds <folder>`,
      );
    }
    // The namespace first: the others are in it.
    objects.sort((a, b) => Number(b.kind === 'Namespace') - Number(a.kind === 'Namespace'));
    const file = await writeObjects(cluster, overlay, objects);
    await run.report.attempt(
      `${objects.length} objects are accepted, every field known`,
      async () => {
        await kubectl('apply', ...STRICT, '-f', file);
      },
    );
    if (!OVERLAYS.includes(overlay)) continue;
    // A controller would make it.
    await kubectl('create', 'serviceaccount', 'default', '-n', NAMESPACE);
    await checkPods(cluster, overlay, objects);
    await checkMisspelling(cluster, overlay, objects);
    await checkPermissions(cluster, overlay);
    await kubectl('delete', 'namespace', NAMESPACE, '--wait=false');
    await finishNamespace(cluster);
  }
}

/** Each workload's pod as the API server would admit it, with Pod Security `restricted` enforced. */
async function checkPods(cluster: Cluster, overlay: string, objects: ApiObject[]): Promise<void> {
  const pods = objects.flatMap((one) => {
    const template = workloadSchema.safeParse(one);
    if (!template.success) return [];
    const metadata = { name: `pod-${one.metadata.name}`, namespace: NAMESPACE };
    return [{ apiVersion: 'v1', kind: 'Pod', metadata, spec: template.data.spec }];
  });
  for (const pod of pods) {
    const file = await writeObjects(cluster, `${overlay}-${pod.metadata.name}`, [pod]);
    await cluster.run.report.attempt(`${pod.metadata.name} passes Pod Security`, async () => {
      await cluster.kubectl('create', '--dry-run=server', '--validate=strict', '-f', file);
    });
  }
  const [pod] = pods;
  const root = { ...pod, spec: { ...pod?.spec, securityContext: { runAsUser: 0 } } };
  const file = await writeObjects(cluster, `${overlay}-root`, [root]);
  const refusal = await cluster.kubectl('create', '--dry-run=server', '-f', file).then(
    () => '',
    (error: Error) => error.message,
  );
  cluster.run.report.check('a pod as root does not', refusal.includes('violates PodSecurity'));
}

async function checkMisspelling(cluster: Cluster, overlay: string, objects: ApiObject[]) {
  const misspelt = objects.flatMap((one) =>
    one.kind === 'Deployment'
      ? [objectSchema.parse(JSON.parse(JSON.stringify(one).replace('"replicas":', '"replcas":')))]
      : [],
  );
  const file = await writeObjects(cluster, `${overlay}-misspelt`, misspelt);
  const refusal = await cluster.kubectl('apply', ...STRICT, '-f', file).then(
    () => '',
    (error: Error) => error.message,
  );
  cluster.run.report.check('a misspelt field is not', refusal.includes('replcas'));
}

async function checkPermissions({ run, kubectl }: Cluster, overlay: string): Promise<void> {
  for (const account of ['web', 'billing']) {
    const can = (verb: string, resource: string) =>
      kubectl(
        ...['auth', 'can-i', verb, resource, '-n', NAMESPACE],
        ...['--as', `system:serviceaccount:${NAMESPACE}:${account}`],
      ).then(
        (answer) => answer.trim().endsWith('yes'),
        () => false,
      );
    const asks = await can('create', 'certificaterequests.cert-manager.io');
    const expected = overlay === 'cert-manager';
    run.report.check(
      `${account} can${expected ? '' : 'not'} ask for a certificate`,
      asks === expected,
    );
    const others = [
      ['get', 'secrets'],
      ['list', 'pods'],
      ['create', 'pods'],
      ['update', 'certificaterequests.cert-manager.io'],
    ] as const;
    for (const [verb, resource] of others) {
      run.report.check(`${account} cannot ${verb} ${resource}`, !(await can(verb, resource)));
    }
  }
}

/** No controller runs here, so the proof itself takes the namespace's objects and its finalizer. */
async function finishNamespace({ run, kubectl }: Cluster): Promise<void> {
  const kinds = (
    await kubectl('api-resources', '--namespaced', '--verbs=delete,list', '-o', 'name')
  )
    .split('\n')
    .filter((name) => name && !name.startsWith('events'));
  await kubectl('delete', kinds.join(','), '--all', '-n', NAMESPACE, '--wait=false', '--force');
  const file = path.join(run.folder, 'namespace.json');
  const { metadata } = objectSchema.parse(
    JSON.parse(await kubectl('get', 'namespace', NAMESPACE, '-o', 'json')),
  );
  await writeFile(
    file,
    JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata, spec: { finalizers: [] } }),
  );
  await kubectl('replace', '--raw', `/api/v1/namespaces/${NAMESPACE}/finalize`, '-f', file);
}
