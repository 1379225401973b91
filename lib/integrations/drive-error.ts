/** What Drive's refusals mean, and what to do about them. */
const TEXTS: Record<string, string> = {
  reconnect: 'Google no longer lets us in. Connect Google Drive again in Settings, Connections.',
  unreachable: 'Google Drive did not answer. Try again in a moment.',
  storageQuotaExceeded: 'The Drive is full. Make room there and try again.',
  rateLimitExceeded: 'Google asks us to wait. Try again in a minute.',
  userRateLimitExceeded: 'Google asks us to wait. Try again in a minute.',
  insufficientPermissions: 'The connection lacks a permission. Connect Google Drive again.',
};

/** Drive's reason in words; its own word where we know no better. */
export function describeDriveError(code: string): string {
  return TEXTS[code] ?? `Google Drive answered ${code}.`;
}
