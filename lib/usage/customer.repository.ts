import type { Mode } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import type { Customer } from '@/prisma/generated/client';

/** Customers of one workspace and mode, by reference. */
export function findCustomers(
  workspaceId: string,
  mode: Mode,
  after: string | undefined,
  take: number,
): Promise<Customer[]> {
  return db().customer.findMany({
    where: { workspaceId, mode, ...(after === undefined ? {} : { reference: { gt: after } }) },
    orderBy: { reference: 'asc' },
    take,
  });
}
