/** What a caller is answered whose credential is missing, wrong or no longer good. */
export const CREDENTIAL_PROBLEMS = {
  'missing-credential': {
    status: 401,
    title: 'No credential',
    remedy: 'Send an API key in X-API-Key or a token in Authorization: Bearer.',
  },
  'invalid-key': {
    status: 401,
    title: 'Invalid API key',
    remedy: 'Check that the key was copied whole. If it is lost, make a new one in Settings.',
  },
  'invalid-token': {
    status: 401,
    title: 'Invalid access token',
    remedy:
      'Get a new access token with the refresh token. A CI job exchanges a new token of its platform.',
  },
  'invalid-dpop-proof': {
    status: 401,
    title: 'Invalid DPoP proof',
    remedy:
      'Sign a new proof for this request with the key of the credential: method, URL, ath, a new jti.',
  },
  'dpop-nonce-required': {
    status: 401,
    title: 'The DPoP proof is not recent',
    remedy: 'Put the value of the DPoP-Nonce header into the proof as nonce and send it again.',
  },
  'proof-required': {
    status: 401,
    title: 'This API key works only with a proof of its key pair',
    remedy:
      'Send a DPoP proof or an HTTP message signature made with the private key of the pair. WWW-Authenticate and Accept-Signature say what it must contain.',
  },
  'invalid-message-signature': {
    status: 401,
    title: 'Invalid HTTP message signature',
    remedy:
      'Sign this request with the private key of the pair. Accept-Signature names what the signature must cover.',
  },
  'signature-nonce-required': {
    status: 401,
    title: 'The HTTP message signature is not recent',
    remedy: 'Sign again with the nonce from Accept-Signature, or set the clock.',
  },
  'insufficient-user-authentication': {
    status: 401,
    title: 'The person signed in too long ago',
    remedy:
      'Send the person through the authorization endpoint with the scope openid and the max_age that the answer names, or with prompt=login.',
  },
  'invalid-signature': {
    status: 401,
    title: 'Invalid signature',
    remedy: 'Sign the raw body with a published key and name that key.',
  },
  'key-expired': {
    status: 401,
    title: 'The API key has expired',
    remedy: 'Make a new key in Settings, or roll keys before they expire.',
  },
  'key-revoked': {
    status: 401,
    title: 'The API key was revoked',
    remedy: 'Make a new key in Settings. A revoked key never works again.',
  },
  'key-rolled': {
    status: 401,
    title: 'The API key was rolled',
    remedy: 'Use the new secret. The overlap of the old one has ended.',
  },
  'live-key-in-browser': {
    status: 403,
    title: 'A live API key was sent by a web page',
    remedy:
      'Every visitor of that page can read the key: roll it, and call from a server. Pages can use access tokens or keys of test mode.',
  },
} as const;
