import type Provider from 'oidc-provider';

const IP_LITERALS = ['127.0.0.1', '[::1]'];

/**
 * Lets a native app use any port of its loopback address: it listens on whichever is free. All other
 * addresses are compared character by character.
 *
 * Attack: `localhost` can be led to another machine by a hosts file or a name server, so it counts
 * for public clients alone, whose code is worth nothing without its verifier.
 * @see RFC 8252 sections 7.3 and 8.3
 */
export function allowLoopbackPorts(provider: Provider): void {
  provider.Client.prototype.redirectUriAllowed = function redirectUriAllowed(uri: string) {
    const registered = this.redirectUris ?? [];
    if (registered.includes(uri)) return true;
    const wanted = withoutLoopbackPort(uri, this.clientAuthMethod === 'none');
    return (
      wanted !== undefined && registered.some((one) => withoutLoopbackPort(one, true) === wanted)
    );
  };
}

function withoutLoopbackPort(uri: string, named: boolean): string | undefined {
  if (!URL.canParse(uri)) return undefined;
  const url = new URL(uri);
  const loopback = IP_LITERALS.includes(url.hostname) || (named && url.hostname === 'localhost');
  // Written otherwise than the parser writes it, it is another address.
  if (url.protocol !== 'http:' || !loopback || url.href !== uri) return undefined;
  url.port = '';
  return url.href;
}
