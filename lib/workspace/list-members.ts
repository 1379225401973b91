import type { Principal, Role } from '@/lib/auth/principal';
import { toPublicId } from '@/lib/public-id';
import { findMembers } from './membership.repository';

export type MemberView = {
  /** `usr_…` */
  id: string;
  name: string | null;
  email: string | null;
  role: Role;
  joinedAt: Date;
  /** Whether it is the person who asks. */
  self: boolean;
};

/** Who belongs to the principal's workspace, owners first. */
export async function listMembers(principal: Principal): Promise<MemberView[]> {
  const rows = await findMembers(principal.workspaceId);
  return rows.map(({ role, createdAt, user }) => ({
    id: toPublicId('usr', user.id),
    name: user.name,
    email: user.email,
    role,
    joinedAt: createdAt,
    self: user.id === principal.userId,
  }));
}
