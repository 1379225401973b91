import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { plainPage } from '@/lib/plain-page';

const FORM_POST = `<p>The app asked for its answer as a form (<code>response_mode=form_post</code>). Answers are given in the query of the redirect address only.</p>
<p>Reason: <strong>invalid_request</strong>. Nothing was sent back to the app.</p>
<p>Go back to the app. If that ends here, too, tell those who make it.</p>`;

/**
 * Codes travel in the query of the redirect address and nowhere else.
 *
 * Attack: `response_mode` moves the code to a fragment, where any script of the page reads it, or
 * into a form that posts it across sites.
 * @see RFC 9700 section 4.3.1
 */
export function answerByQueryOnly(provider: Provider): void {
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
