import express from 'express';
import session from 'express-session';
import passport from 'passport';
import OAuth2Strategy from 'passport-oauth2';
import {
  assert,
  browse,
  callMe,
  CLIENT_ID,
  CLIENT_SECRET,
  flow,
  ISSUER,
  REDIRECT,
} from './harness.mjs';
import { serve } from './web-server.mjs';

passport.use(
  new OAuth2Strategy(
    {
      authorizationURL: `${ISSUER}/authorize`,
      tokenURL: `${ISSUER}/token`,
      clientID: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      callbackURL: REDIRECT,
      scope: 'usage:read',
      pkce: true,
      state: true,
    },
    (accessToken, refreshToken, profile, done) => done(null, { accessToken }),
  ),
);
const app = express()
  .use(session({ secret: 'proof', resave: false, saveUninitialized: true }))
  .get('/start', passport.authenticate('oauth2', { session: false }))
  .get('/cb', passport.authenticate('oauth2', { session: false }), async (request, response) =>
    response.send(await callMe(request.user.accessToken)),
  );
const { origin, stop } = await serve(app);
await flow('code+PKCE', async () => {
  const { text } = await browse(`${origin}/start`);
  assert(text.includes('GET /me 200'), text);
});
stop();
