/** What was just done, said once on the next page. */
export const NOTICES = {
  'api-key-revoked': 'The key is revoked. It works nowhere from now on.',
  'session-ended': 'The session is ended.',
  'sessions-ended': 'All other sessions are ended.',
  'app-disconnected': 'The app is disconnected. Its next call fails.',
  'app-deleted': 'The app is deleted, and with it all that people allowed it.',
  'invoice-paid': 'The invoice is paid.',
  'profile-saved': 'Saved.',
} as const;

export type Notice = keyof typeof NOTICES;

/** Carries the notice over one redirect. It names a fixed text and holds nothing else. */
export const NOTICE_COOKIE = 'tollgate.notice';

export function isNotice(text: string | undefined): text is Notice {
  return text !== undefined && Object.hasOwn(NOTICES, text);
}
