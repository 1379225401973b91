import { Client } from 'pg';

/** Lets ten minutes pass for the refresh tokens of a system's people. */
export async function makeMembersDue(connectionString: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(`update company_member set checked_at = now() - interval '11 minutes'`);
  } finally {
    await client.end();
  }
}
