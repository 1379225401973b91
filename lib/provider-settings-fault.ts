const GROUPS = [
  ['AUTH_GITHUB_ID', 'AUTH_GITHUB_SECRET'],
  ['AUTH_GOOGLE_ID', 'AUTH_GOOGLE_SECRET'],
  ['AUTH_OIDC_ISSUER', 'AUTH_OIDC_ID', 'AUTH_OIDC_SECRET'],
  ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'],
  ['GOOGLE_DRIVE_CLIENT_ID', 'GOOGLE_DRIVE_CLIENT_SECRET'],
] as const;

type Settings = { [Name in (typeof GROUPS)[number][number]]?: string | undefined };

/**
 * What is wrong with the registration at a provider, as a sentence; undefined where nothing is. A
 * part of a registration is refused: the provider would silently not be offered.
 */
export function providerSettingsFault(settings: Settings): string | undefined {
  for (const group of GROUPS) {
    const missing = group.filter((name) => settings[name] === undefined);
    if (missing.length === 0 || missing.length === group.length) continue;
    const present = group.filter((name) => settings[name] !== undefined);
    return `${present.join(' and ')} ${present.length > 1 ? 'are' : 'is'} set, but ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not.`;
  }
  const issuer = settings.AUTH_OIDC_ISSUER;
  return issuer === undefined || isIssuer(issuer)
    ? undefined
    : 'AUTH_OIDC_ISSUER must be the provider’s issuer: a URL with https (http only on this machine), without user, query or fragment.';
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username, password } = new URL(text);
  if (search || hash || username || password || /[?#]$/.test(text)) return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}
