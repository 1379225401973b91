/** What was just done, said once on the next page. */
export const NOTICES = {
  'api-key-revoked': 'The key is revoked. It works nowhere from now on.',
  'session-ended': 'The session is ended.',
  'sessions-ended': 'All other sessions are ended.',
  'app-disconnected': 'The app is disconnected. Its next call fails.',
  'app-deleted': 'The app is deleted, and with it all that people allowed it.',
  'invoice-paid': 'The invoice is paid.',
  'key-narrowed': 'The key is narrowed to what it used.',
  'provider-removed': 'The provider is removed. It no longer signs you in.',
  'webhook-test-sent': 'A test event is on its way. The log below shows what came of it.',
  'webhook-resent': 'The delivery is on its way again.',
  'webhook-deleted': 'The webhook is deleted.',
} as const;

export type Notice = keyof typeof NOTICES;

/** Carries the notice over one redirect. It names a fixed text and holds nothing else. */
export const NOTICE_COOKIE = 'tollgate.notice';

export function isNotice(text: string | undefined): text is Notice {
  return text !== undefined && Object.hasOwn(NOTICES, text);
}
