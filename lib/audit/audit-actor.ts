import type { Principal } from '@/lib/auth/principal';
import { toPublicId } from '@/lib/public-id';
import type { AuditDetail } from './audit-hash';

/** The actor of what was done on the command line, where no person has signed in. */
export const OPERATOR = 'operator';

/**
 * Who acted, as the audit log names them: a person by their `usr_…` id, or the operator, with the
 * person for whom they acted in the detail.
 */
export function nameActor(
  { credential, userId }: Pick<Principal, 'credential' | 'userId'>,
  detail: AuditDetail = {},
): { actor: string; detail: AuditDetail } {
  const person = toPublicId('usr', userId);
  if (credential !== 'operator') return { actor: person, detail };
  return { actor: OPERATOR, detail: { ...detail, for: person } };
}
