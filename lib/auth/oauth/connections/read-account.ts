import type { TokenEndpointResponse } from 'openid-client';
import { z } from 'zod';
import { callDrive } from './drive-api';
import type { ConnectionProvider } from './connection-provider';

/** Whose account was connected. */
export type Account = { id: string; name: string };

const slackSchema = z.object({ team: z.object({ id: z.string(), name: z.string() }) });

const aboutSchema = z.object({
  user: z.object({ permissionId: z.string(), emailAddress: z.string() }),
});

/**
 * Asks who has just allowed this. Slack says it with the token; at Drive the one scope that we have
 * is enough to ask.
 */
export async function readAccount(
  provider: ConnectionProvider,
  answer: TokenEndpointResponse,
): Promise<Account> {
  if (provider === 'slack') return slackSchema.parse(answer).team;
  return readDriveAccount(answer.access_token);
}

/** The Google account of a token. */
export async function readDriveAccount(accessToken: string): Promise<Account> {
  const path = '/drive/v3/about?fields=user(permissionId,emailAddress)';
  const { user } = await callDrive(accessToken, { method: 'GET', path }, aboutSchema);
  return { id: user.permissionId, name: user.emailAddress };
}
