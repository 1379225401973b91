import * as client from 'openid-client';
import { boundedFetch } from './bounded-fetch';
import type { ConnectionRegistration } from './connection-provider';
import { translateSlack } from './translate-slack';

/**
 * The library's view of a provider. Nothing is discovered: Slack publishes nothing, and what is
 * written here can't be changed from outside.
 */
export function providerClient(registration: ConnectionRegistration): client.Configuration {
  const { issuer, clientId, clientSecret, real } = registration;
  const configuration = new client.Configuration(
    {
      issuer,
      authorization_endpoint: registration.authorizationEndpoint,
      token_endpoint: registration.tokenEndpoint,
      revocation_endpoint: registration.revocationEndpoint,
    },
    clientId,
    undefined,
    client.ClientSecretBasic(clientSecret),
  );
  configuration[client.customFetch] = async (url, { method, headers, body }) => {
    const response = await boundedFetch(url, { method, headers, body: toText(body) });
    return registration.id === 'slack' ? translateSlack(response) : response;
  };
  if (!real) client.allowInsecureRequests(configuration);
  return configuration;
}

/** Token requests carry a form or nothing. */
function toText(body: client.FetchBody): string | undefined {
  return body instanceof URLSearchParams || typeof body === 'string' ? body.toString() : undefined;
}
