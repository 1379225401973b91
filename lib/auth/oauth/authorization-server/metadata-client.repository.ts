import { db } from '@/lib/db';
import { newId } from '@/lib/public-id';
import { APP_COLUMNS, type AppRow } from './app.repository';

/**
 * Keeps the name and addresses that a client's metadata document had when a person allowed it.
 * @returns the id that grants of this client have.
 */
export async function saveMetadataApp(client: {
  metadataUrl: string;
  name: string;
  redirectUris: string[];
}): Promise<string> {
  const { metadataUrl, ...change } = client;
  const { id } = await db().oAuthApp.upsert({
    where: { metadataUrl },
    update: change,
    create: { id: newId(), ...client, scopes: [], requiredScopes: [], public: true },
    select: { id: true },
  });
  return id;
}

/** The row of a client by the URL of its document; null where no one allowed it anything. */
export async function findMetadataApp(metadataUrl: string): Promise<AppRow | null> {
  return db().oAuthApp.findUnique({ where: { metadataUrl }, select: APP_COLUMNS });
}

/** An app that a consent page should not be taken for. */
export type Namesake = { name: string; workspaceName: string | null; metadataUrl: string | null };

/**
 * Apps of others whose names look the same: letter case, spaces and signs apart, and with `0`, `1` and
 * `5` read as letters.
 * @param own the app itself, by row or by the host of its document.
 */
export async function findNamesakes(
  name: string,
  own: { id?: string; workspaceId?: string | null; host?: string },
): Promise<Namesake[]> {
  const rows = await db().$queryRaw<Namesake[]>`
    select app.name, workspace.name as "workspaceName", app.metadata_url as "metadataUrl"
    from oauth_app app left join workspace on workspace.id = app.workspace_id
    where translate(regexp_replace(lower(app.name), '[^[:alnum:]]', '', 'g'), '015', 'ols')
        = translate(regexp_replace(lower(${name}), '[^[:alnum:]]', '', 'g'), '015', 'ols')
      and app.id is distinct from ${own.id ?? null}::uuid
      and (app.workspace_id is null or app.workspace_id is distinct from ${own.workspaceId ?? null}::uuid)
    order by app.created_at limit 20`;
  const hostOf = (url: string | null) => url && new URL(url).host;
  return rows.filter(({ metadataUrl }) => !own.host || hostOf(metadataUrl) !== own.host);
}
