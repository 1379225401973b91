import type { AppRecord, ArtefactKey, ArtefactRecord, GrantRecord, OAuthStore } from './store';

/** Keeps everything in this process: for tests, and for a first try. It is gone when the process ends. */
export function createMemoryStore(): OAuthStore {
  const apps = new Map<string, AppRecord>();
  const grants = new Map<string, GrantRecord>();
  const artefacts = new Map<string, ArtefactRecord>();

  const byDigest = (digest: Buffer) => artefacts.get(digest.toString('hex'));
  const find = ({ digest, ...other }: ArtefactKey) =>
    digest ? byDigest(digest) : [...artefacts.values()].find((one) => fits(one, other));
  const remove = (gone: (one: ArtefactRecord) => boolean) => {
    for (const [key, one] of artefacts) if (gone(one)) artefacts.delete(key);
  };

  function endGrant(id: string): void {
    const grant = grants.get(id);
    if (grant) grant.revokedAt ??= new Date();
    remove(({ grantId }) => grantId === id);
  }

  function ofWorkspace(workspaceId: string, id: string): AppRecord | undefined {
    const app = apps.get(id);
    return app?.workspaceId === workspaceId ? app : undefined;
  }

  return {
    async insertApp(app) {
      apps.set(app.id, { ...app });
    },
    findApp: async (id) => apps.get(id),
    listApps: async (workspaceId) =>
      newestFirst([...apps.values()].filter((app) => app.workspaceId === workspaceId)),
    async changeApp(workspaceId, id, data) {
      const app = ofWorkspace(workspaceId, id);
      if (app) Object.assign(app, data);
      return app !== undefined;
    },
    async deleteApp(workspaceId, id) {
      if (!ofWorkspace(workspaceId, id)) return false;
      for (const grant of grants.values()) if (grant.appId === id) endGrant(grant.id);
      return apps.delete(id);
    },
    async insertGrant(grant) {
      grants.set(grant.id, { ...grant });
    },
    async findGrant(id) {
      const grant = grants.get(id);
      return grant && { ...grant };
    },
    listGrants: async (userId) =>
      newestFirst([...grants.values()].filter((grant) => grant.userId === userId)),
    async changeGrant(id, data) {
      const grant = grants.get(id);
      if (grant) Object.assign(grant, data);
    },
    endGrant: async (id) => endGrant(id),
    async saveArtefact(key, artefact) {
      const known = find(key);
      const { digest, consumedAt } = known ?? artefact;
      artefacts.set(digest.toString('hex'), { ...known, ...artefact, digest, consumedAt });
    },
    async insertArtefact(artefact) {
      if (byDigest(artefact.digest)) return false;
      artefacts.set(artefact.digest.toString('hex'), artefact);
      return true;
    },
    findArtefact: async (key) => find(key),
    async consumeArtefact(digest) {
      const artefact = byDigest(digest);
      if (!artefact || artefact.consumedAt) return false;
      artefact.consumedAt = new Date();
      return true;
    },
    deleteArtefact: async (digest) => void artefacts.delete(digest.toString('hex')),
    deleteArtefactsOfGrant: async (kind, grantId) =>
      remove((one) => one.kind === kind && one.grantId === grantId),
    pruneArtefacts: async ({ expired, consumed }) =>
      remove((one) => one.expiresAt < expired || (one.consumedAt ?? consumed) < consumed),
    async close() {
      for (const rows of [apps, grants, artefacts]) rows.clear();
    },
  };
}

function newestFirst<Row extends { createdAt: Date }>(rows: Row[]): Row[] {
  return rows.reverse().sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
}

function fits(artefact: ArtefactRecord, key: Omit<ArtefactKey, 'digest'>): boolean {
  const { uidDigest, userCodeDigest } = key;
  if (uidDigest) return artefact.uidDigest?.equals(uidDigest) ?? false;
  return userCodeDigest ? (artefact.userCodeDigest?.equals(userCodeDigest) ?? false) : false;
}
