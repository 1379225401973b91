import { z } from 'zod';
import { ALL_SCOPES, isScope } from '@/lib/auth/scope';
import { type ProblemError, problem } from '@/lib/http/problem';
import { machineCertificateSchema } from './machine-certificate-schema';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const MAX_REDIRECT_URIS = 10;

const scopes = z.array(z.string().refine(isScope, 'is no scope')).max(ALL_SCOPES.length);

/**
 * Attack: an address that some parser reads differently, or that travels in clear, hands codes to
 * others. Only https, or http on the own machine; no user, no fragment, written the normal way.
 */
const redirectUri = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const secure =
    url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
  const plain = !url.username && !url.password && !text.includes('#') && !text.includes('*');
  return secure && plain && (url.href === text || url.href === `${text}/`);
}, 'must be an https address, or http on localhost, without user, fragment or wildcard');

const name = z.string().trim().min(1).max(60);
const redirectUris = z.array(redirectUri).max(MAX_REDIRECT_URIS);

export const newAppSchema = z
  .strictObject({
    name,
    redirectUris,
    scopes: scopes.min(1, 'needs at least one scope'),
    requiredScopes: scopes.default([]),
    public: z.boolean().default(false),
    /** Makes it a machine client: it acts by itself, proved by this certificate. */
    machine: z
      .strictObject({ certificate: machineCertificateSchema, mode: z.enum(['test', 'live']) })
      .optional(),
  })
  .refine(({ requiredScopes, scopes: all }) => requiredScopes.every((one) => all.includes(one)), {
    path: ['requiredScopes'],
    message: 'must be among the scopes',
  })
  .refine((app) => !app.machine || (app.redirectUris.length === 0 && !app.public), {
    path: ['machine'],
    message: 'has no redirect address and is not public',
  });

export type NewAppInput = z.input<typeof newAppSchema>;

export const appChangeSchema = z.strictObject({ name, redirectUris });

export type AppChangeInput = z.input<typeof appChangeSchema>;

/**
 * What a schema makes of an input.
 * @throws {ProblemError} 422 `validation-failed`, pointing at each field.
 */
export function parseApp<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error);
}

function invalid(error: z.ZodError): ProblemError {
  const errors = error.issues.map((issue) => ({
    pointer: `/${issue.path.join('/')}`,
    detail: issue.message,
  }));
  return problem('validation-failed', { errors });
}
