/** What was just done, said once on the next page. */
export const NOTICES = {
  'api-key-revoked': 'Key revoked. It no longer works anywhere.',
  'trust-rule-created': 'Rule created. Jobs that match it can get a token now.',
  'trust-rule-revoked': 'Rule revoked, with every token issued under it.',
  'session-ended': 'Session signed out.',
  'sessions-ended': 'All other sessions are signed out.',
  'app-disconnected': 'App disconnected. Its next call fails.',
  'app-changed': 'App saved. The changes apply to every new request.',
  'secret-overlap-ended': 'The previous secret no longer works.',
  'certificate-replaced': 'The certificate is replaced.',
  'certificate-overlap-ended': 'The previous certificate no longer works.',
  'app-deleted': 'App deleted, with everything people allowed it to do.',
  'invoice-paid': 'The invoice is paid.',
  'invitation-revoked': 'Invitation revoked. Its link no longer works.',
  'member-removed': 'The member is removed. Their keys for this workspace are revoked.',
  'payment-refused': 'The payment was refused. Nothing was charged.',
  'billing-unavailable':
    'Billing did not answer. Look here again in a few seconds, before you try once more.',
  'plan-changed': 'Plan changed.',
  'role-changed': 'Role changed. It applies from the next call.',
  'workspace-joined': 'You have joined this workspace.',
  'workspace-left': 'You left the workspace.',
  'key-narrowed': 'The key is narrowed to what it used.',
  'provider-removed': 'The provider is removed. It no longer signs you in.',
  'connection-made': 'Connected.',
  'connection-ended': 'Disconnected. The access you granted is revoked at the provider.',
  'connection-ended-here':
    'Disconnected here. The provider could not be reached, so remove Tollgate there too.',
  'connection-works': 'The connection works.',
  'channel-chosen': 'The channel is saved. A test message shows whether it works.',
  'test-message-posted': 'The test message is posted.',
  'invoice-exported': 'The invoice is in your Drive.',
  'webhook-test-sent': 'A test event is on its way. The log below shows what came of it.',
  'webhook-resent': 'The delivery is on its way again.',
  'webhook-deleted': 'Webhook deleted. Nothing more is sent to it.',
  'webhook-restored': 'Webhook restored. Events from the meantime are being sent now.',
  'webhook-off': 'Webhook disabled. Pending deliveries are cancelled.',
  'webhook-on': 'Webhook enabled.',
  'company-connected': 'The provider is connected. Prove the domain next.',
  'company-domain-proved': 'The domain is proved. People of your company can sign in.',
  'company-secret-replaced': 'The client secret is replaced.',
  'company-required': 'Single sign-on is required.',
  'company-optional': 'Single sign-on is optional.',
  'company-person-let-in': 'They can sign in again.',
  'company-removed': 'The provider is removed. Its people are signed out.',
  'undo-too-late': 'That can no longer be undone.',
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
