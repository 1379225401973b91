/** What was just done, said once on the next page. */
export const NOTICES = {
  'api-key-revoked': 'The key is revoked. It works nowhere from now on.',
  'trust-rule-created': 'The rule is in force. A job that fits gets a token from now on.',
  'trust-rule-revoked': 'The rule is revoked, with every token that it gave out.',
  'session-ended': 'The session is ended.',
  'sessions-ended': 'All other sessions are ended.',
  'app-disconnected': 'The app is disconnected. Its next call fails.',
  'app-changed': 'The app is changed. It holds for every request from now on.',
  'secret-overlap-ended': 'The secret before works no more.',
  'certificate-replaced': 'The certificate is replaced.',
  'certificate-overlap-ended': 'The certificate before proves nothing any more.',
  'app-deleted': 'The app is deleted, and with it all that people allowed it.',
  'invoice-paid': 'The invoice is paid.',
  'invitation-revoked': 'The invitation is taken back. Its link opens nothing.',
  'member-removed': 'The member is removed. Their keys for this workspace are revoked.',
  'payment-refused': 'The payment was refused. Nothing was charged.',
  'billing-unavailable':
    'Billing did not answer. Look here again in a few seconds, before you try once more.',
  'plan-changed': 'The plan is changed.',
  'role-changed': 'The role is changed. It holds from the next call on.',
  'workspace-joined': 'You belong to this workspace now.',
  'workspace-left': 'You left the workspace.',
  'key-narrowed': 'The key is narrowed to what it used.',
  'provider-removed': 'The provider is removed. It no longer signs you in.',
  'connection-made': 'It is connected.',
  'connection-ended': 'It is disconnected. What you allowed is revoked at the provider.',
  'connection-ended-here':
    'It is disconnected here. Remove Tollgate at the provider, too: it could not be told.',
  'connection-works': 'The connection works.',
  'channel-chosen': 'The channel is saved. A test message shows whether it works.',
  'test-message-posted': 'The test message is posted.',
  'invoice-exported': 'The invoice is in your Drive.',
  'webhook-test-sent': 'A test event is on its way. The log below shows what came of it.',
  'webhook-resent': 'The delivery is on its way again.',
  'webhook-deleted': 'The webhook is deleted. Nothing is sent to it any more.',
  'webhook-restored': 'The webhook is back. What happened meanwhile is sent now.',
  'webhook-off': 'The webhook is off. What waited for it is canceled.',
  'webhook-on': 'The webhook is on.',
  'company-connected': 'The provider is connected. Prove the domain next.',
  'company-domain-proved': 'The domain is proved. People of your company can sign in.',
  'company-secret-replaced': 'The client secret is replaced.',
  'company-required': 'Single sign-on is required.',
  'company-optional': 'Single sign-on is optional.',
  'company-person-let-in': 'They can sign in again.',
  'company-removed': 'The provider is removed. Its people are signed out.',
  'undo-too-late': 'That can’t be undone any more.',
} as const;

export type Notice = keyof typeof NOTICES;

/** What can be taken back, and what the button says. */
export const UNDO_LABELS: { readonly [Name in Notice]?: string } = {
  'webhook-deleted': 'Undo',
  'webhook-off': 'Switch on again',
};

/** One notice with what it is about. */
export type NoticeView = {
  notice: Notice;
  /** Tells one notice from the next of the same kind. */
  stamp: string;
  /** The public id of what can be brought back. */
  object: string;
};

/** Carries the notice over one redirect. It names a fixed text and a public id, nothing else. */
export const NOTICE_COOKIE = 'tollgate.notice';

/** The cookie's text for a notice. */
export function writeNotice({ notice, stamp, object }: NoticeView): string {
  return [notice, stamp, object].join('.');
}

/** The notice in a cookie's text; null for anything else. */
export function readNotice(text: string | undefined): NoticeView | null {
  const [notice, stamp = '', object = ''] = (text ?? '').split('.');
  return isNotice(notice) ? { notice, stamp, object } : null;
}

function isNotice(text: string | undefined): text is Notice {
  return text !== undefined && Object.hasOwn(NOTICES, text);
}
