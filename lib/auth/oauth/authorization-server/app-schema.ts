import { z } from 'zod';
import { jwksSchema } from './jwks-schema';
import { ALL_SCOPES, isScope } from '@/lib/auth/scope';
import { type ProblemError, problem } from '@/lib/http/problem';
import { type KeyObject, X509Certificate } from 'node:crypto';
import { describeCertificate } from './machine-certificate';
import { isRedirectUri } from './redirect-uri';

const MAX_CERTIFICATE_CHARACTERS = 16_384;
const MIN_RSA_BITS = 2048;
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];

/**
 * A machine client's certificate: PEM in, DER in base64 out. Of several, as in a chain, the first
 * counts, which is the machine's own. Each refusal is a sentence for the person who pasted it.
 */
export const machineCertificateSchema = z
  .string()
  .max(MAX_CERTIFICATE_CHARACTERS, 'This is longer than a certificate.')
  .transform((pem, context) => {
    const x509 = readPem(pem);
    if (x509 instanceof X509Certificate) return x509.raw.toString('base64');
    context.addIssue({ code: 'custom', message: x509 });
    return z.NEVER;
  });

/** The certificate, or why it is refused. */
function readPem(pem: string): X509Certificate | string {
  if (pem.includes('PRIVATE KEY-----'))
    return 'This holds a private key, which must stay with the machine. Give the certificate alone.';
  if (pem.includes('CERTIFICATE REQUEST-----'))
    return 'This is a request for a certificate. Give the certificate that was made from it.';
  const begins = pem.indexOf('-----BEGIN CERTIFICATE-----');
  if (begins < 0)
    return 'This is no certificate in PEM: that begins "-----BEGIN CERTIFICATE-----".';
  let x509: X509Certificate;
  try {
    x509 = new X509Certificate(pem.slice(begins));
  } catch {
    return 'This certificate is damaged. Copy it whole, from its BEGIN line to its END line.';
  }
  return refuseContent(x509) ?? x509;
}

/**
 * Attack: names, a date or a key that OpenSSL passes on and no one can read. Bound, it would fail
 * every list of the workspace's apps from then on.
 */
function refuseContent(x509: X509Certificate): string | undefined {
  try {
    describeCertificate(x509.raw.toString('base64'));
    return refuseDates(x509) ?? refuseKey(x509.publicKey);
  } catch {
    return 'The names, dates or key in this certificate cannot be read. Make it anew.';
  }
}

/** @throws {RangeError} where one is no date. */
function refuseDates({ validFrom, validTo }: X509Certificate): string | undefined {
  const [from, until] = [new Date(validFrom).toISOString(), new Date(validTo).toISOString()];
  const now = new Date().toISOString();
  if (until < now) return `This certificate expired on ${until}.`;
  if (from > now) return `This certificate is not valid before ${from}.`;
  return undefined;
}

function refuseKey({ asymmetricKeyType: type, asymmetricKeyDetails }: KeyObject) {
  const { modulusLength = 0, namedCurve = '' } = asymmetricKeyDetails ?? {};
  const taken =
    type === 'ed25519' ||
    (type === 'rsa' && modulusLength >= MIN_RSA_BITS) ||
    (type === 'ec' && CURVES.includes(namedCurve));
  if (taken) return undefined;
  return `This certificate's key is not taken. Use EC on P-256, P-384 or P-521, Ed25519, or RSA from ${MIN_RSA_BITS} bits.`;
}

const MAX_REDIRECT_URIS = 10;

const scopes = z.array(z.string().refine(isScope, 'is no scope')).max(ALL_SCOPES.length);

const redirectUri = z
  .string()
  .refine(
    isRedirectUri,
    'must be an https address, or http on localhost, without user, fragment or wildcard',
  );

export const MAX_APP_NAME_CHARACTERS = 60;

const name = z.string().trim().min(1).max(MAX_APP_NAME_CHARACTERS);
const redirectUris = z.array(redirectUri).max(MAX_REDIRECT_URIS);

export const newAppSchema = z
  .strictObject({
    name,
    redirectUris,
    /** Where a browser can return to after it was signed out here. */
    postLogoutRedirectUris: redirectUris.default([]),
    scopes,
    requiredScopes: scopes.default([]),
    public: z.boolean().default(false),
    /** Public keys of an app that signs its own assertions instead of sending a secret. */
    jwks: jwksSchema.optional(),
    /** Introspects tokens of the workspace and gets none. */
    resourceServer: z.boolean().default(false),
    /** Makes it a machine client: it acts by itself, proved by this certificate. */
    machine: z
      .strictObject({ certificate: machineCertificateSchema, mode: z.enum(['test', 'live']) })
      .optional(),
  })
  .refine(({ requiredScopes, scopes: all }) => requiredScopes.every((one) => all.includes(one)), {
    path: ['requiredScopes'],
    message: 'must be among the scopes',
  })
  .refine((app) => app.scopes.length > 0 || app.resourceServer || app.redirectUris.length > 0, {
    path: ['scopes'],
    message: 'needs at least one scope',
  })
  .refine((app) => !app.machine || (app.redirectUris.length === 0 && !app.public), {
    path: ['machine'],
    message: 'has no redirect address and is not public',
  })
  .refine((app) => !app.jwks || !(app.public || app.machine), {
    path: ['jwks'],
    message: 'is for an app that is neither public nor a machine client',
  })
  .refine(
    (app) =>
      !app.resourceServer ||
      (app.redirectUris.length + app.scopes.length === 0 && !app.public && !app.machine),
    {
      path: ['resourceServer'],
      message: 'has no redirect address and no scopes, and proves itself with a secret or keys',
    },
  );

export type NewAppInput = z.input<typeof newAppSchema>;

export const appChangeSchema = z.strictObject({
  name,
  redirectUris,
  postLogoutRedirectUris: redirectUris.optional(),
  jwks: jwksSchema.optional(),
});

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
