import { isDevelopmentIssuer } from './issuer-keys';
import { PLATFORM_NAMES, type PlatformName, PLATFORMS } from './platform';

type Recognised = { issuer: string; claims: Record<string, string> };

/**
 * The platform of a rule, by its issuer or by the form of its subject; undefined where neither says so.
 *
 * Attack: an issuer that is said to be some other one, whose subject is good enough. The subject is
 * made of names at most platforms.
 */
export function recognisePlatform({ issuer, claims }: Recognised): PlatformName | undefined {
  // In the shape of GitHub Actions.
  if (isDevelopmentIssuer(issuer)) return 'github-actions';
  return platformOfIssuer(issuer) ?? platformOfSubject(claims.sub ?? '');
}

/** Issuers that are not the same for every customer of a platform. */
const OWN_ISSUERS: readonly (readonly [RegExp, PlatformName])[] = [
  // An enterprise has its own path, a host of ghe.com, or its own server.
  [/^https:\/\/token\.actions\.githubusercontent\.com\//, 'github-actions'],
  [/^https:\/\/token\.actions\.[^/]+\.ghe\.com(\/|$)/, 'github-actions'],
  [/^https:\/\/[^/]+\/_services\/token$/, 'github-actions'],
  [/^https:\/\/oidc\.circleci\.com\/org\//, 'circleci'],
  [/^https:\/\/[^/]+\.tokens\.sts\.global\.api\.aws$/, 'aws'],
  [/^https:\/\/oidc\.eks\.[^/]+\.amazonaws\.com\/id\//, 'kubernetes'],
  [/^https:\/\/container\.googleapis\.com\/v1\/projects\//, 'kubernetes'],
  [/^https:\/\/[^/]+\.oic\.prod-aks\.azure\.com\//, 'kubernetes'],
];

/** Which platform has this issuer, as far as the address says so. */
function platformOfIssuer(issuer: string): PlatformName | undefined {
  const own = OWN_ISSUERS.find(([pattern]) => pattern.test(issuer));
  return own?.[1] ?? PLATFORM_NAMES.find((name) => PLATFORMS[name].issuer === issuer);
}

/** How the subject of a token begins where a platform makes it of names. */
const SUBJECTS_OF_NAMES: readonly (readonly [RegExp, PlatformName])[] = [
  [/^repo:/, 'github-actions'],
  [/^project_path:/, 'gitlab'],
  [/^organization:[^:]+:pipeline:/, 'buildkite'],
  [/^system:serviceaccount:/, 'kubernetes'],
];

/** Which platform writes a subject like this one, so that a rule for an own server is not looser. */
function platformOfSubject(subject: string): PlatformName | undefined {
  return SUBJECTS_OF_NAMES.find(([pattern]) => pattern.test(subject))?.[1];
}
