import express from 'express';
import session from 'express-session';
import grant from 'grant';
import {
  assert,
  browse,
  CLIENT_ID,
  CLIENT_SECRET,
  flow,
  ISSUER,
  REDIRECT,
  API,
} from './harness.mjs';
import { serve } from './web-server.mjs';

const app = express()
  .use(session({ secret: 'proof', resave: false, saveUninitialized: true }))
  .use(
    grant.express({
      defaults: { origin: new URL(REDIRECT).origin, transport: 'session', state: true, pkce: true },
      tollgate: {
        oauth: 2,
        authorize_url: `${ISSUER}/authorize`,
        access_url: `${ISSUER}/token`,
        profile_url: `${API}/me`,
        key: CLIENT_ID,
        secret: CLIENT_SECRET,
        scope: ['usage:read'],
        redirect_uri: REDIRECT,
        callback: '/done',
        response: ['tokens', 'profile'],
      },
    }),
  )
  .get('/cb', (request, response) =>
    response.redirect(
      `/connect/tollgate/callback?${new URL(request.url, 'http://x').searchParams}`,
    ),
  )
  .get('/done', (request, response) => response.json(request.session.grant));
const { origin, stop } = await serve(app);
await flow('code+PKCE', async () => {
  const { text } = await browse(`${origin}/connect/tollgate`);
  assert(text.includes('usr_'), text);
});
stop();
