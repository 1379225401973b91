import { z } from 'zod';
import { PUBLIC_ONLY } from '@/lib/http/address-policy';
import { describeWrongRange, parseAddressRange } from '@/lib/http/address-range';
import { parseOutboundUrl } from '@/lib/http/outbound-url';
import { isScope } from '@/lib/auth/scope';
import { isDevelopmentIssuer } from './issuer-keys';
import { describePlatform, PLATFORM_NAMES, type Platform } from './platform';
import { recognisePlatform } from './recognise-platform';

const MAX_TEXT = 512;
const MAX_CLAIMS = 20;
const MAX_RANGES = 20;
const MAX_KEYS = 20;
/** Judged by themselves, the same for every rule. */
const OWN_CLAIMS = ['iss', 'aud', 'exp', 'nbf', 'iat', 'jti'];

const text = (what: string) =>
  z
    .string()
    .trim()
    .min(1, `Give ${what}.`)
    .max(MAX_TEXT, `At most ${MAX_TEXT} characters.`)
    // A wildcard is compared like any other character, which no one who writes one expects.
    .refine((value) => !value.includes('*'), 'Wildcards match nothing: give the exact value.');

const publicJwkSchema = z
  .looseObject({ kty: z.enum(['RSA', 'EC', 'OKP']) })
  .refine((jwk) => !('d' in jwk), 'This holds a private key. Give the public part alone.');

/** What an owner gives for a new rule. Each refusal is a sentence for that person. */
export const trustRuleSchema = z
  .strictObject({
    name: text('a name').pipe(z.string().max(80)),
    issuer: text('the issuer').superRefine((issuer, context) => {
      const message = spellingFault(issuer);
      if (message) context.addIssue({ code: 'custom', message });
    }),
    audience: text('the audience'),
    platform: z.enum(PLATFORM_NAMES).optional(),
    claims: z
      .record(text('the name of the claim'), text('the value of the claim'))
      .refine((claims) => Object.keys(claims).length <= MAX_CLAIMS, `At most ${MAX_CLAIMS} claims.`)
      .refine(
        (claims) => !OWN_CLAIMS.some((name) => Object.hasOwn(claims, name)),
        `${OWN_CLAIMS.join(', ')} are checked for every rule.`,
      ),
    scopes: z
      .array(z.string().refine(isScope, 'There is no such scope.'))
      .min(1, 'Choose at least one scope.'),
    mode: z.enum(['test', 'live']),
    allowedCidrs: z
      .array(
        z.string().transform((range, context) => {
          const parsed = parseAddressRange(range);
          if (parsed) return parsed;
          context.addIssue({ code: 'custom', message: describeWrongRange(range) });
          return z.NEVER;
        }),
      )
      .max(MAX_RANGES)
      .default([]),
    jwks: z
      .object({ keys: z.array(publicJwkSchema).min(1).max(MAX_KEYS) })
      .nullable()
      .default(null),
    reusable: z.boolean().default(false),
    expiresAt: z.date().nullable().default(null),
  })
  .transform(({ platform, ...rule }) => ({
    ...rule,
    platform: platform ?? recognisePlatform(rule) ?? 'other',
  }))
  .superRefine((rule, context) => {
    const unreachable = rule.jwks ? undefined : addressFault(rule.issuer);
    if (unreachable) {
      context.addIssue({ code: 'custom', path: ['issuer'], message: unreachable });
    }
    const known = recognisePlatform(rule);
    if (known && known !== rule.platform) {
      const message = `This is ${describePlatform(known).name}: choose that platform.`;
      context.addIssue({ code: 'custom', path: ['platform'], message });
    }
    const message = identityFault(describePlatform(rule.platform), rule.claims);
    if (message) context.addIssue({ code: 'custom', path: ['claims'], message });
  });

export type TrustRuleInput = z.input<typeof trustRuleSchema>;

/**
 * Attack: a rule that names a repository by its name. The name is free after a rename, and who takes
 * it gets tokens of this workspace. A rule has to pin something that is never given to another.
 */
function identityFault(platform: Platform, claims: Record<string, string>): string | undefined {
  const { identifying, name, unsafe } = platform;
  if (identifying.some((claim) => Object.hasOwn(claims, claim))) return undefined;
  const given = Object.keys(claims).find((claim) => Object.hasOwn(unsafe, claim));
  const why = given ? ` ${given}: ${unsafe[given]}` : '';
  return `Name ${identifying.join(' or ')}, which never changes hands (platform: ${name}).${why}`;
}

/**
 * Attack: an issuer that looks like another one to the URL parser: `https://issuer/x/..`, a user name,
 * an encoded dot, a query. Issuers are compared character by character, so only one spelling is taken.
 */
function spellingFault(issuer: string): string | undefined {
  if (!URL.canParse(issuer)) return 'The issuer must be a URL.';
  const url = new URL(issuer);
  const canonical = url.href === issuer || url.href === `${issuer}/`;
  if (!canonical || url.search || url.hash || /[?#]|%2e|%2f|\/\//i.test(issuer.slice(8))) {
    return 'Write the issuer exactly as in the tokens: https, no query, no fragment, no dots or encoded characters in the path.';
  }
  const isPlain = url.protocol !== 'https:' && !isDevelopmentIssuer(issuer);
  return isPlain || url.username ? 'The issuer must be https, without a user name.' : undefined;
}

/** Where its keys are fetched: not for a cluster, say, that gives them with the rule. */
function addressFault(issuer: string): string | undefined {
  if (isDevelopmentIssuer(issuer)) return undefined;
  try {
    parseOutboundUrl(issuer, PUBLIC_ONLY);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'This issuer is not taken.';
    return `${reason} Its keys can't be fetched: give them with the rule.`;
  }
}
