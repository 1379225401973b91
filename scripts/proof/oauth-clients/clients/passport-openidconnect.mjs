import express from 'express';
import session from 'express-session';
import passport from 'passport';
import OpenIDConnectStrategy from 'passport-openidconnect';
import { assert, browse, CLIENT_ID, CLIENT_SECRET, flow, ISSUER, REDIRECT } from './harness.mjs';
import { serve } from './web-server.mjs';

// It has no PKCE of its own: the challenge is added by hand, as the documentation says.
import { createHash, randomBytes } from 'node:crypto';
const verifier = randomBytes(32).toString('base64url');
class WithPkce extends OpenIDConnectStrategy {
  authorizationParams() {
    return {
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    };
  }
}
const strategy = new WithPkce(
  {
    issuer: ISSUER,
    authorizationURL: `${ISSUER}/authorize`,
    tokenURL: `${ISSUER}/token`,
    userInfoURL: `${ISSUER}/userinfo`,
    clientID: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    callbackURL: REDIRECT,
    scope: ['profile', 'email'],
  },
  (issuer, profile, done) => done(null, profile),
);
const getToken = strategy._oauth2?.getOAuthAccessToken;
if (getToken) {
  strategy._oauth2.getOAuthAccessToken = function (code, parameters, done) {
    return getToken.call(this, code, { ...parameters, code_verifier: verifier }, done);
  };
} else {
  strategy._getOAuth2Client = ((make) =>
    function (config) {
      const oauth2 = make.call(this, config);
      const original = oauth2.getOAuthAccessToken;
      oauth2.getOAuthAccessToken = (code, parameters, done) =>
        original.call(oauth2, code, { ...parameters, code_verifier: verifier }, done);
      return oauth2;
    })(strategy._getOAuth2Client);
}
passport.use(strategy);
const app = express()
  .use(session({ secret: 'proof', resave: false, saveUninitialized: true }))
  .get('/start', passport.authenticate('openidconnect', { session: false }))
  .get('/cb', passport.authenticate('openidconnect', { session: false }), (request, response) =>
    response.send(`user ${request.user.id} ${request.user.displayName}`),
  );
const { origin, stop } = await serve(app);
let text;
await flow('code+PKCE', async () => {
  ({ text } = await browse(`${origin}/start`));
  assert(text.includes('user usr_'), text);
});
await flow('userinfo', async () => assert(text.includes('Ada Lovelace'), text));
stop();
