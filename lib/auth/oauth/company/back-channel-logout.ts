import { decodeJwt, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { recordAuditEvent } from '@/lib/audit/audit-event.repository';
import { createLog } from '@/lib/log';
import { toPublicId } from '@/lib/public-id';
import { rememberOnce } from '../authorization-server/artefact.repository';
import { ID_TOKEN_ALGORITHMS, keySetOf } from '../sign-in/verify-id-token';
import {
  endCompanySessions,
  findMemberBySubject,
  forgetOnlineToken,
} from './company-member.repository';
import { type Company, findCompany } from './company-provider';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const MAX_AGE_SECONDS = 180;
const CLOCK_TOLERANCE_SECONDS = 30;
const MAX_BODY_BYTES = 16_384;

const claimsSchema = z
  .looseObject({
    jti: z.string().min(1).max(512),
    sub: z.string().min(1).optional(),
    sid: z.string().min(1).optional(),
    events: z.looseObject({ [EVENT]: z.looseObject({}) }),
    nonce: z.never().optional(),
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined);

/**
 * Ends sessions because the company's provider says so: that of `sid`, or all of `sub`.
 * @returns 200 with an empty body, also where there was none to end; 400 for every token that is not
 * this provider's, for us, new, and a logout token.
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRequest
 */
export async function answerBackChannelLogout(
  request: Request,
  providerId: string,
): Promise<Response> {
  const company = await findCompany(providerId);
  const token = await readToken(request);
  if (!company || !token) return refuse('There is no logout token, or no such provider.');
  try {
    await endSessions(company, await verifyLogoutToken(company, token));
  } catch (error) {
    const invalid = error instanceof errors.JOSEError || error instanceof z.ZodError;
    createLog('single-sign-on').warn(
      { issuer: company.registration.issuer, reason: error instanceof Error ? error.name : '' },
      'logout token refused',
    );
    if (!invalid) throw error;
    return refuse('The logout token is not valid.');
  }
  return new Response(null, { status: 200, headers: { 'cache-control': 'no-store' } });
}

/**
 * Attack: an ID token, which the browser and every app of the company has seen, sent as a logout
 * token. It has no `events`, and a logout token has no `nonce`. And a recorded logout token, sent
 * again after the person signed in again, ends that session: each `jti` counts once.
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation
 */
async function verifyLogoutToken(
  { registration }: Company,
  token: string,
): Promise<z.output<typeof claimsSchema>> {
  if (decodeJwt(token).iss !== registration.issuer) throw new errors.JWTInvalid('Another issuer.');
  const { payload } = await jwtVerify(token, await keySetOf(registration), {
    issuer: registration.issuer,
    audience: registration.clientId,
    algorithms: ID_TOKEN_ALGORITHMS,
    requiredClaims: ['iat', 'jti', 'events'],
    maxTokenAge: MAX_AGE_SECONDS,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
  });
  const claims = claimsSchema.parse(payload);
  const until = new Date(Date.now() + 2 * MAX_AGE_SECONDS * 1000);
  if (
    !(await rememberOnce('LogoutToken', `${registration.identityIssuer}\n${claims.jti}`, until))
  ) {
    throw new errors.JWTInvalid('The logout token was used before.');
  }
  return claims;
}

async function endSessions(
  company: Company,
  { sub, sid }: z.output<typeof claimsSchema>,
): Promise<void> {
  const userId = sub === undefined ? undefined : await findMemberBySubject(company, sub);
  if (sub !== undefined && userId === undefined) return;
  const ended = await endCompanySessions(company, { userId, providerSession: sid });
  if (userId) await forgetOnlineToken(userId);
  if (ended === 0) return;
  await recordAuditEvent({
    workspaceId: company.workspaceId,
    actor: 'company-provider',
    action: 'session.ended-by-provider',
    object: userId ? toPublicId('usr', userId) : 'session',
    detail: { provider: company.registration.issuer, sessions: ended },
  });
}

async function readToken(request: Request): Promise<string | undefined> {
  const type = request.headers.get('content-type') ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded')) return undefined;
  const body = await request.text();
  if (body.length > MAX_BODY_BYTES) return undefined;
  const tokens = new URLSearchParams(body).getAll('logout_token');
  return tokens.length === 1 ? tokens[0] : undefined;
}

function refuse(description: string): Response {
  return Response.json(
    { error: 'invalid_request', error_description: description },
    { status: 400, headers: { 'cache-control': 'no-store' } },
  );
}
