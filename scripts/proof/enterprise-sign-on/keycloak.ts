import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type Program, requireProgram, waitFor } from '../programs';
import type { ProofRun } from '../run-proof';

export const KEYCLOAK_VERSION = '26.4.7';

const REALM = 'staff';
const START_LIMIT_MS = 300_000;
const ADMIN = 'admin';
const ADMIN_PASSWORD = 'admin of the proof';
/** Of everyone in the realm. */
export const PASSWORD = 'correct horse battery staple';

const tokenSchema = z.object({ access_token: z.string() });
const usersSchema = z.array(z.object({ id: z.string() })).min(1);

export type KeycloakUser = { username: string; email: string; emailVerified: boolean };

/** A Keycloak with one realm, ruled by its admin API. */
export class Keycloak {
  readonly issuer: string;

  private constructor(private readonly origin: string) {
    this.issuer = `${origin}/realms/${REALM}`;
  }

  /** Gets the distribution from Maven Central, once, and starts it on an empty database. */
  static async start({ cache, programs }: ProofRun, port: number): Promise<Keycloak> {
    const home = path.join(cache, `keycloak-${KEYCLOAK_VERSION}`);
    if (!existsSync(home)) {
      const maven = requireProgram('mvn', 'On Debian: apt-get install maven.');
      const unzip = requireProgram('unzip', 'On Debian: apt-get install unzip.');
      const artifact = `org.keycloak:keycloak-quarkus-dist:${KEYCLOAK_VERSION}:zip`;
      const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';
      await programs.run('download', [
        maven,
        ...['-q', '-B', `${plugin}:copy`],
        ...[`-Dartifact=${artifact}`, `-DoutputDirectory=${cache}`],
      ]);
      const archive = path.join(cache, `keycloak-quarkus-dist-${KEYCLOAK_VERSION}.zip`);
      await programs.run('unzip', [unzip, '-q', '-o', archive, '-d', cache]);
    }
    const origin = `http://localhost:${port}`;
    const program = programs.start(
      'keycloak',
      [
        path.join(home, 'bin/kc.sh'),
        ...['start-dev', `--http-port=${port}`, '--http-host=127.0.0.1'],
        ...[`--hostname=${origin}`, '--cache=local'],
        '--db=dev-mem',
      ],
      {
        env: {
          ...process.env,
          KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN,
          KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN_PASSWORD,
        },
      },
    );
    await waitFor('Keycloak', START_LIMIT_MS, () => answers(`${origin}/realms/master`, program));
    const keycloak = new Keycloak(origin);
    await keycloak.#admin('POST', '', { realm: REALM, enabled: true });
    return keycloak;
  }

  /** Registers Tollgate with the addresses that its settings page shows. */
  async registerClient(
    client: { id: string; secret: string },
    redirectUri: string,
    backChannelLogoutUri: string,
  ): Promise<void> {
    await this.#admin('POST', `/${REALM}/clients`, {
      clientId: client.id,
      secret: client.secret,
      publicClient: false,
      standardFlowEnabled: true,
      directAccessGrantsEnabled: false,
      redirectUris: [redirectUri],
      attributes: {
        'pkce.code.challenge.method': 'S256',
        'backchannel.logout.url': backChannelLogoutUri,
        'backchannel.logout.session.required': 'true',
      },
    });
  }

  async addUser({ username, email, emailVerified }: KeycloakUser): Promise<void> {
    await this.#admin('POST', `/${REALM}/users`, {
      username,
      email,
      emailVerified,
      firstName: username,
      lastName: 'Example',
      enabled: true,
      credentials: [{ type: 'password', value: PASSWORD, temporary: false }],
    });
  }

  /** Signs someone out everywhere, which sends logout tokens. */
  async logOut(username: string): Promise<void> {
    await this.#admin('POST', `/${REALM}/users/${await this.#idOf(username)}/logout`);
  }

  async setEnabled(username: string, enabled: boolean): Promise<void> {
    await this.#admin('PUT', `/${REALM}/users/${await this.#idOf(username)}`, { enabled });
  }

  async #idOf(username: string): Promise<string> {
    const query = new URLSearchParams({ username, exact: 'true' });
    const [user] = usersSchema.parse(await this.#admin('GET', `/${REALM}/users?${query}`));
    return user?.id ?? '';
  }

  async #admin(method: string, address: string, body?: object): Promise<unknown> {
    const form = { grant_type: 'password', client_id: 'admin-cli', username: ADMIN };
    const token = await fetch(`${this.origin}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, password: ADMIN_PASSWORD }),
    });
    const { access_token } = tokenSchema.parse(await token.json());
    const response = await fetch(`${this.origin}/admin/realms${address}`, {
      method,
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Keycloak: ${method} ${address}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }
}

async function answers(url: string, program: Program): Promise<boolean> {
  if (program.hasEnded()) throw new Error(`Keycloak ended: see ${program.logFile}`);
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}
