import { randomBytes } from 'node:crypto';
import { PROVIDERS, registrationOf } from '@/lib/auth/oauth/sign-in/providers';
import type { Env } from '@/lib/env';

const NONCE_BYTES = 16;

/** Where the development stand-ins and the real services show their own consent page. */
function connectionOrigins({ DEPLOYMENT, INTEGRATIONS_PORTS }: Env): string[] {
  if (DEPLOYMENT !== 'local') return ['https://slack.com', 'https://accounts.google.com'];
  return INTEGRATIONS_PORTS.map((port) => `http://localhost:${port}`);
}

/**
 * Where a form of ours may end: here, or at a service that a form sends the browser on to.
 *
 * Attack: an injected `<form action="https://evil.example">` around our fields needs no script.
 * Chromium asks this list about every redirect that follows, so each provider has to be on it.
 */
function formTargets(env: Env): string {
  const providers = PROVIDERS.flatMap((provider) => registrationOf(provider)?.issuer ?? []);
  const origins = [...providers.map((issuer) => new URL(issuer).origin), ...connectionOrigins(env)];
  return ["'self'", ...new Set(origins)].join(' ');
}

/** What a page says about scripts: those with this answer's nonce, and what they load themselves. */
function scriptDirectives(nonce: string, dev: boolean): string[] {
  if (dev) return [`script-src 'nonce-${nonce}' 'strict-dynamic' 'unsafe-eval'`];
  return [`script-src 'nonce-${nonce}' 'strict-dynamic'`];
}

/** On https, and not on the machine whose stand-ins for the providers are on http. */
function isHosted({ APP_URL }: Env): boolean {
  const { protocol, hostname } = new URL(APP_URL);
  return protocol === 'https:' && hostname !== 'localhost';
}

export type PagePolicy = { nonce: string; text: string; trustedTypes: 'required' | '' };

/**
 * Makes the content security policy of one answer.
 * @param dev hot reload evaluates code and inserts styles.
 * @see docs/decisions/0090-content-security-policy.md
 * @see https://www.w3.org/TR/CSP3/
 */
export function createPagePolicy(env: Env, dev: boolean): () => PagePolicy {
  const rest = [
    "default-src 'none'",
    `style-src 'self'${dev ? " 'unsafe-inline'" : ''}`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${dev ? ' ws:' : ''}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action ${formTargets(env)}`,
    ...(isHosted(env) ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
  return () => {
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    const trustedTypes = dev ? '' : 'required';
    return { nonce, trustedTypes, text: `${scriptDirectives(nonce, dev).join('; ')}; ${rest}` };
  };
}
