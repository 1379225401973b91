import type { Principal } from '@/lib/auth/principal';
import { scopesOfRole } from '@/lib/auth/authorize';
import type { Directory } from '../chosen-store';

/** Who is signed in at the browser, as your own session would say. */
export type SignedIn = Pick<Principal, 'userId' | 'workspaceId' | 'role'> & {
  name: string;
  signedInAt: Date;
};

/** Ada is always signed in. Put your sign-in and your tables here. */
export const ADA: SignedIn = {
  userId: '01930000-0000-7000-8000-000000000001',
  workspaceId: '01930000-0000-7000-8000-000000000002',
  role: 'owner',
  name: 'Ada Lovelace',
  signedInAt: new Date(),
};

export const DIRECTORY: Directory = {
  findPerson: async (userId) =>
    userId === ADA.userId ? { name: ADA.name, email: 'ada@example.com', image: null } : null,
  findMembership: async (workspaceId, userId) =>
    workspaceId === ADA.workspaceId && userId === ADA.userId
      ? { role: ADA.role, workspaceName: 'Analytical Engines' }
      : null,
};

export const ADA_AS_PRINCIPAL: Principal = {
  ...ADA,
  credential: 'session',
  credentialId: 'example',
  mode: 'test',
  scopes: scopesOfRole('owner'),
  expiresAt: null,
};
