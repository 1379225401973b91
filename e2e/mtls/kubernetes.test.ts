import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { parseEnv } from '@/lib/env';

/** The overlays as kustomize renders them, held to the schemas of Kubernetes, Istio and cert-manager. */

const OVERLAYS = ['spire', 'cert-manager', 'istio', 'linkerd'];
const CLUSTER = ['spire/cluster', 'cert-manager/cluster'];

const manifestSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
type Manifest = z.output<typeof manifestSchema>;

const containerSchema = z.looseObject({
  image: z.string(),
  resources: z.looseObject({ limits: z.looseObject({ memory: z.string() }) }),
  securityContext: z.looseObject({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.strictObject({ drop: z.tuple([z.literal('ALL')]) }),
  }),
});
const podSchema = z.looseObject({
  automountServiceAccountToken: z.literal(false),
  securityContext: z.looseObject({
    runAsNonRoot: z.literal(true),
    seccompProfile: z.strictObject({ type: z.literal('RuntimeDefault') }),
  }),
  containers: z.array(containerSchema).min(1),
  initContainers: z.array(containerSchema).optional(),
});

const kustomize = spawnSync('sh', ['-c', 'command -v kubectl']).status === 0;
if (!kustomize) console.log('kubectl is not installed: the overlays are not rendered');

function render(overlay: string): Manifest[] {
  const folder = `deploy/kubernetes/overlays/${overlay}`;
  const text = execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
  return parseAllDocuments(text).map((document) => manifestSchema.parse(document.toJS()));
}

/** The published model of a kind; undefined where npm has none (Linkerd, SPIRE). */
async function modelOf({ apiVersion, kind }: Manifest) {
  const [group] = apiVersion.split('/');
  const source = group?.endsWith('.istio.io')
    ? '@kubernetes-models/istio'
    : group === 'cert-manager.io'
      ? '@kubernetes-models/cert-manager'
      : 'kubernetes-models';
  const module = await import(`${source}/${apiVersion}/${kind}`).catch(() => undefined);
  return module?.[kind];
}

/** A copy that notes each path that is read out of it. */
function watchReads<T extends object>(value: T, path: string, read: Set<string>): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      const found: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol') return found;
      read.add(`${path}/${key}`);
      return typeof found === 'object' && found !== null
        ? watchReads(found, `${path}/${key}`, read)
        : found;
    },
  });
}

function pathsOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, `${path}/${key}`)),
  ];
}

/**
 * The fields of a manifest that its published model does not know. The models accept unknown
 * fields, which an API server drops: what the model's validator never reads is a misspelling.
 */
async function unknownFields(manifest: Manifest): Promise<string[]> {
  const Model = await modelOf(manifest);
  if (!Model) return [];
  const read = new Set<string>();
  const { spec } = manifest;
  if (typeof spec !== 'object' || spec === null) return [];
  Object.assign(new Model(manifest), { spec: watchReads(spec, '/spec', read) }).validate();
  return pathsOf(spec, '/spec').filter((path) => path !== '/spec' && !read.has(path));
}

function podsOf(manifests: Manifest[]): unknown[] {
  const at = (value: unknown, ...path: string[]): unknown =>
    path.reduce<unknown>(
      (found, key) => (found as Record<string, unknown> | undefined)?.[key],
      value,
    );
  return manifests.flatMap((manifest) => {
    const template =
      manifest.kind === 'CronJob'
        ? at(manifest, 'spec', 'jobTemplate', 'spec', 'template', 'spec')
        : at(manifest, 'spec', 'template', 'spec');
    return template ? [template] : [];
  });
}

describe.skipIf(!kustomize)('manifests', () => {
  it.each([...OVERLAYS, ...CLUSTER])(
    '%s renders and fits the published schemas',
    async (overlay) => {
      const manifests = render(overlay);
      const unknown = new Set<string>();
      for (const manifest of manifests) {
        const Model = await modelOf(manifest);
        if (!Model) unknown.add(`${manifest.apiVersion} ${manifest.kind}`);
        else expect(() => new Model(manifest).validate()).not.toThrow();
        expect(await unknownFields(manifest), `${manifest.kind} ${manifest.metadata.name}`).toEqual(
          [],
        );
      }
      if (unknown.size > 0)
        console.log(`${overlay}: npm has no model of ${[...unknown].join(', ')}`);
      expect([...unknown].every((kind) => /linkerd|spire/.test(kind))).toBe(true);
    },
  );

  it('a wrong manifest does not fit', async () => {
    const [deployment] = render('spire').filter(({ kind }) => kind === 'Deployment');
    if (!deployment) throw new Error('no deployment');
    const Model = await modelOf(deployment);
    const wrong = { ...deployment, spec: { replicas: 'two' } };
    expect(() => new Model(wrong).validate()).toThrow();
  });

  it('a misspelt field does not fit', async () => {
    const [deployment] = render('spire').filter(({ kind }) => kind === 'Deployment');
    if (!deployment) throw new Error('no deployment');
    const text = JSON.stringify(deployment);
    const misspelt = (from: string, to: string) =>
      unknownFields(manifestSchema.parse(JSON.parse(text.replace(`"${from}":`, `"${to}":`))));
    expect(await misspelt('replicas', 'replcas')).toEqual(['/spec/replcas']);
    expect(await misspelt('readOnlyRootFilesystem', 'readOnlyRootFilesytem')).toHaveLength(1);
  });

  it.each(OVERLAYS)(
    '%s runs no pod as root, with a writable disk or with an API token',
    (overlay) => {
      const pods = podsOf(render(overlay));
      expect(pods).toHaveLength(4);
      for (const pod of pods) podSchema.parse(pod);
    },
  );

  it.each(OVERLAYS)('%s holds no secret, keeps two replicas and denies by default', (overlay) => {
    const manifests = render(overlay);
    expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
    const deployments = manifests.filter(({ kind }) => kind === 'Deployment');
    expect(deployments).toMatchObject([{ spec: { replicas: 2 } }, { spec: { replicas: 2 } }]);
    expect(manifests.filter(({ kind }) => kind === 'PodDisruptionBudget')).toHaveLength(2);
    const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies).toContainEqual(
      expect.objectContaining({ spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } }),
    );
  });

  it.each(OVERLAYS)('%s gives a configuration that the processes accept', (overlay) => {
    const [config] = render(overlay).filter(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'tollgate',
    );
    const data = z.record(z.string(), z.string()).parse(config?.data);
    const env = parseEnv(data);
    expect(env.DEPLOYMENT).toBe('production');
    expect(env.WORKLOAD_IDENTITY).toBe(['istio', 'linkerd'].includes(overlay) ? 'mesh' : 'files');
  });
});

describe('an identity lives an hour at most', () => {
  const read = (file: string) => readFileSync(`deploy/kubernetes/overlays/${file}`, 'utf8');

  it.each([
    [
      'spire',
      () =>
        parseAllDocuments(read('spire/cluster/cluster-spiffe-id.yaml')).map(
          (d) => d.toJS().spec.ttl,
        ),
    ],
    [
      'cert-manager',
      () => [
        parse(read('cert-manager/cluster/csi-driver-spiffe.values.yaml')).app
          .certificateRequestDuration,
      ],
    ],
    [
      'istio',
      () => [
        parseAllDocuments(read('istio/policy.yaml'))[0]?.toJS().spec.environmentVariables
          .SECRET_TTL,
      ],
    ],
    [
      'linkerd',
      () => [parse(read('linkerd/control-plane.values.yaml')).identity.issuer.issuanceLifetime],
    ],
  ])('with %s', (_overlay, lives) => {
    for (const life of lives()) expect(['1h', '1h0m0s']).toContain(life);
  });
});
