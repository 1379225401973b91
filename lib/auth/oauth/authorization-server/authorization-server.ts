import type Provider from 'oidc-provider';
import { createLog } from '@/lib/log';
import { oncePerProcess } from '@/lib/once-per-process';
import { createProvider } from './create-provider';

/** The one authorization server of a process: the front door and the consent page share it. */
export function authorizationServer(): Provider {
  return oncePerProcess('authorization-server', () => {
    const provider = createProvider();
    const log = createLog('oauth');
    provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'failed'));
    provider.on('grant.error', (ctx, error) => {
      const client = ctx.oidc.client?.clientId;
      log.warn({ client, error: error.message, detail: error.error_detail }, 'grant refused');
    });
    provider.on('authorization.error', (_ctx, error) => {
      log.warn({ error: error.message, detail: error.error_detail }, 'authorization refused');
    });
    return provider;
  });
}
