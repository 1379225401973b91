import * as client from 'openid-client';
import { getEnv } from '@/lib/env';
import type { LabRequest } from './lab';

const ME = '/api/v1/me';

/** A key pair that signs proofs, and its public half as a JWK. */
export async function makeProver(): Promise<{ prover: client.DPoPHandle; publicKey: string }> {
  const pair = await client.randomDPoPKeyPair('ES256');
  const jwk = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { prover: client.getDPoPHandle(configure(), pair), publicKey: JSON.stringify(jwk) };
}

/**
 * Lets the library write a call of the API with a DPoP proof, for the lab to send.
 * @param credential an access token or an API key.
 */
export async function proveCall(credential: string, DPoP: client.DPoPHandle): Promise<LabRequest> {
  let request: LabRequest | undefined;
  const config = configure();
  config[client.customFetch] = async (_url, { headers }) => {
    request = { path: ME, headers: Object.fromEntries(new Headers(headers)) };
    return new Response('{}');
  };
  const url = new URL(ME, getEnv().APP_URL);
  await client.fetchProtectedResource(config, credential, url, 'GET', null, new Headers(), {
    DPoP,
  });
  if (!request) throw new Error('The library made no call');
  return request;
}

function configure(): client.Configuration {
  const config = new client.Configuration({ issuer: getEnv().APP_URL }, 'lab');
  client.allowInsecureRequests(config);
  return config;
}
