/**
 * The registration of this application at the stand-ins of services/integrations. It opens nothing:
 * they run only where DEPLOYMENT is local, and hold made-up workspaces and files.
 */
export const DEVELOPMENT_CONNECTION = {
  id: 'tollgate-development',
  secret: 'development-only-not-a-secret',
} as const;

/** Write messages. Not `channels:history`, not `channels:read`: nothing can be read with it. */
export const SLACK_SCOPE = 'chat:write';

/** The files that this application made. Not `drive`, not `drive.readonly`. */
export const DRIVE_SCOPE = 'https://www.googleapis.com/auth/drive.file';

/**
 * Where a provider sends the browser back to: each has an address of its own.
 * @see RFC 9700 section 4.4.2.2
 */
export function connectionCallbackPath(provider: 'slack' | 'drive'): string {
  return `/settings/connections/callback/${provider}`;
}
