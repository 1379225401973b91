import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { plainPage } from '@/lib/plain-page';
import { acrOf } from './fresh-proof';
import { findLiveGrant } from './grant.repository';

const FORM_POST = `<p>The app asked for its answer as a form (<code>response_mode=form_post</code>). Answers are given in the query of the redirect address only.</p>
<p>Reason: <strong>invalid_request</strong>. Nothing was sent back to the app.</p>
<p>Go back to the app. If that ends here, too, tell those who make it.</p>`;

const GRANT_REFUSED = / is not allowed for this client$/;
const NO_CLIENT = 'no client authentication mechanism provided';

/** What the library answers otherwise than the standards, or than strict clients read it. */
export function shapeAnswers(provider: Provider): void {
  answerByQueryOnly(provider);
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    if (!ctx.oidc) return;
    const { body } = ctx;
    if (isObject(body) && body.error_description === NO_CLIENT) refuseClient(ctx);
    // RFC 6749 section 5.2 has a code of its own for a grant that this client cannot use.
    if (isObject(body) && GRANT_REFUSED.test(String(body.error_description))) {
      ctx.body = { ...body, error: 'unauthorized_client' };
    }
    // RFC 7009 lets clients ignore the body; several insist on JSON.
    if (ctx.oidc.route === 'revocation' && ctx.status === 200) ctx.body = {};
    if (ctx.oidc.route === 'introspection' && isObject(body) && body.active === true) {
      ctx.body = { ...body, ...(await describeProof(ctx)) };
    }
  });
}

/**
 * Codes travel in the query of the redirect address and nowhere else.
 *
 * Attack: `response_mode` moves the code to a fragment, where any script of the page reads it, or
 * into a form that posts it across sites.
 * @see RFC 9700 section 4.3.1
 */
function answerByQueryOnly(provider: Provider): void {
  provider.Client.prototype.responseModeAllowed = (mode: string, type: string) =>
    mode === 'query' || type !== 'code';
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    if (ctx.oidc?.route === 'discovery' && typeof ctx.body === 'object') {
      ctx.body = { ...ctx.body, response_modes_supported: ['query'] };
    }
    // Even the refusal would be such a form, which our own policy does not let out.
    if (ctx.oidc?.params?.response_mode === 'form_post' && ctx.type === 'text/html') {
      ctx.status = 400;
      ctx.body = plainPage('This request was refused', FORM_POST);
    }
  });
}

/** @see RFC 6749 section 5.2: `invalid_client` covers "no client authentication included". */
function refuseClient(ctx: KoaContextWithOIDC): void {
  ctx.status = 401;
  ctx.set('www-authenticate', `Basic realm="${ctx.oidc.issuer}"`);
  ctx.body = { error: 'invalid_client', error_description: NO_CLIENT };
}

/** How long ago the person proved who they are. @see RFC 9470 section 6.2 */
async function describeProof(ctx: KoaContextWithOIDC): Promise<object> {
  const grant = ctx.oidc.entities.Grant?.jti
    ? await findLiveGrant(ctx.oidc.entities.Grant.jti)
    : null;
  if (!grant?.authenticatedAt) return {};
  const { authenticatedAt, createdAt } = grant;
  return {
    auth_time: Math.floor(authenticatedAt.getTime() / 1000),
    acr: acrOf(authenticatedAt, createdAt),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Buffer.isBuffer(value);
}
