import type { Client } from 'pg';
import { developmentIssuerOf, hasStandIn, PROVIDERS } from '@/lib/auth/oauth/sign-in/providers';
import { METERS, PEOPLE, WORKSPACES } from './people';
import { seedId } from './seed-id';

/** People who are there stay as they are: a person's own changes outlive every start. */
const KEEP = 'on conflict do nothing';

/** The demo people, their accounts at the development providers, workspaces, and meters. */
export async function seedIdentity(client: Client): Promise<void> {
  for (const [login, { id, name, email, subjects }] of Object.entries(PEOPLE)) {
    await client.query(
      `insert into "user" (id, name, email, email_verified) values ($1, $2, $3, now()) ${KEEP}`,
      [id, name, email],
    );
    for (const provider of PROVIDERS.filter(hasStandIn)) {
      await client.query(
        `insert into account (id, user_id, provider, issuer, subject)
         values ($1, $2, $3, $4, $5) ${KEEP}`,
        [
          seedId('account', login, provider),
          id,
          provider,
          developmentIssuerOf(provider),
          subjects[provider],
        ],
      );
    }
  }
  for (const { id, name, members } of Object.values(WORKSPACES)) {
    const { rowCount } = await client.query(
      `insert into workspace (id, name) values ($1, $2) ${KEEP}`,
      [id, name],
    );
    // Only with a new workspace: a member who was removed, or a meter, does not come back.
    if (rowCount) await seedContents(client, id, members);
  }
}

async function seedContents(
  client: Client,
  workspaceId: string,
  members: readonly { person: keyof typeof PEOPLE; role: string }[],
): Promise<void> {
  for (const { person, role } of members) {
    await client.query(
      `insert into membership (workspace_id, user_id, role) values ($1, $2, $3) ${KEEP}`,
      [workspaceId, PEOPLE[person].id, role],
    );
  }
  for (const mode of ['test', 'live']) {
    for (const { key, name, aggregation } of METERS) {
      await client.query(
        `insert into meter (id, workspace_id, mode, key, name, aggregation)
         values ($1, $2, $3, $4, $5, $6) ${KEEP}`,
        [seedId('meter', workspaceId, mode, key), workspaceId, mode, key, name, aggregation],
      );
    }
  }
}
