/** What Slack's errors mean, and what to do about them. */
const TEXTS: Record<string, string> = {
  channel_not_found:
    'There is no such channel, or it is private and Tollgate was not invited. Write /invite @Tollgate in it.',
  not_in_channel: 'Tollgate is not in the channel. Write /invite @Tollgate in it.',
  is_archived: 'The channel is archived. Choose another.',
  restricted_action: 'The workspace does not let apps post in this channel. Choose another.',
  ratelimited: 'Slack asks us to wait. It is tried again by itself.',
  reconnect: 'It waits until somebody connects Slack again.',
  unreachable: 'Slack did not answer. It is tried again by itself.',
  unreadable: 'What we were given by Slack could not be read. Connect it again.',
  no_channel: 'No channel is chosen.',
};

/** Slack's error in words; its own word where we know no better. */
export function describeSlackError(code: string): string {
  return TEXTS[code] ?? `Slack answered ${code}.`;
}
