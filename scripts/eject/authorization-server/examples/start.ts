import { registerApp } from '../register-app';
import { chooseOAuthStore } from '../chosen-store';
import { createMemoryStore } from '../memory-store';
import { createPostgresStore } from '../postgres-store.repository';
import { serveDemoApp } from './demo-app';
import { ADA_AS_PRINCIPAL, DIRECTORY } from './people';

export const PORT = Number(process.env.PORT ?? 3000);
const APP_PORT = Number(process.env.DEMO_APP_PORT ?? PORT + 1);

/** Chooses the store, before the server listens. */
export function prepare(): void {
  const { DATABASE_URL } = process.env;
  chooseOAuthStore(
    DATABASE_URL ? createPostgresStore(DATABASE_URL) : createMemoryStore(),
    DIRECTORY,
  );
}

/** Registers an app as a developer would, and starts it: it only knows our address and its secret. */
export async function announce(): Promise<void> {
  const redirectUri = `http://localhost:${APP_PORT}/callback`;
  const { view, secret } = await registerApp(ADA_AS_PRINCIPAL, {
    name: 'Usage Charts',
    redirectUris: [redirectUri],
    scopes: ['usage:read', 'events:read'],
    requiredScopes: ['usage:read'],
  });
  await serveDemoApp(APP_PORT, {
    issuer: `http://localhost:${PORT}/oauth`,
    clientId: view.clientId,
    secret: secret ?? '',
  });
  console.log(`Open http://localhost:${APP_PORT} and connect the app.`);
}
