/** What Slack's errors mean, and what to do about them. */
const SLACK_ERRORS: Record<string, string> = {
  channel_not_found:
    'There is no such channel, or it is private and Tollgate was not invited. Write /invite @Tollgate in it.',
  not_in_channel: 'Tollgate is not in the channel. Write /invite @Tollgate in it.',
  is_archived: 'The channel is archived. Choose another.',
  restricted_action: 'The workspace does not let apps post in this channel. Choose another.',
  ratelimited: 'Slack asks us to wait. It is tried again by itself.',
  reconnect: 'It waits until someone connects Slack again.',
  unreachable: 'Slack did not answer. It is tried again by itself.',
  unreadable: 'What we were given by Slack could not be read. Connect it again.',
  no_channel: 'No channel is chosen.',
};

/** Slack's error in words; its own word where we know no better. */
export function describeSlackError(code: string): string {
  return SLACK_ERRORS[code] ?? `Slack answered ${code}.`;
}

/** What Drive's refusals mean, and what to do about them. */
const DRIVE_ERRORS: Record<string, string> = {
  reconnect: 'Google no longer lets us in. Connect Google Drive again in Settings, Connections.',
  unreachable: 'Google Drive did not answer. Try again in a moment.',
  storageQuotaExceeded: 'The Drive is full. Make room there and try again.',
  rateLimitExceeded: 'Google asks us to wait. Try again in a minute.',
  userRateLimitExceeded: 'Google asks us to wait. Try again in a minute.',
  insufficientPermissions: 'The connection lacks a permission. Connect Google Drive again.',
};

/** Drive's reason in words; its own word where we know no better. */
export function describeDriveError(code: string): string {
  return DRIVE_ERRORS[code] ?? `Google Drive answered ${code}.`;
}
