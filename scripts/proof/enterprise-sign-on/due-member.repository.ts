import { withClient } from '@/lib/database-connection.repository';

/** Lets ten minutes pass for the refresh tokens of a system's people. */
export async function makeMembersDue(connectionString: string): Promise<void> {
  await withClient(connectionString, (client) =>
    client.query(`update company_member set checked_at = now() - interval '11 minutes'`),
  );
}
