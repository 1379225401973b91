import { z } from 'zod';
import { databaseUrl, flag, list, optional, optionalPort, port, ports } from './env-field';
import { providerSettingsFault, workloadIdentityFault } from './env-faults';
import { redisPrefix, redisUrl } from './redis-url';

/**
 * The only reader of `process.env`. Each process parses its variables once and stops with one
 * sentence when a value is wrong. `.env.example` explains each variable.
 */

const DEVELOPMENT_DATABASE = 'tollgate:tollgate@localhost';

const schema = z.object({
  DEPLOYMENT: z.enum(['local', 'production']).default('production'),
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  DATA_DIR: z.string().min(1).default('.data'),
  EVENT_ARCHIVE_DIR: optional,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),

  PORT: port(3000),
  HTTPS_PORT: optionalPort,
  HTTPS_DIR: optional,
  APP_URL: optional.pipe(z.url().optional()),
  TRUSTED_PROXIES: list,
  DRAIN_SECONDS: z.coerce.number().int().min(0).max(120).optional(),

  DATABASE_PORT: port(5440),
  DATABASE_URL: databaseUrl,
  BILLING_DATABASE_URL: databaseUrl,
  DIRECT_DATABASE_URL: databaseUrl,
  READ_DATABASE_URL: databaseUrl,
  METRICS_PORT: optionalPort,
  BILLING_METRICS_PORT: optionalPort,
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional.pipe(z.url().optional()),
  OTEL_SERVICE_NAME: z.string().min(1).default('tollgate'),
  REDIS_URL: optional.pipe(redisUrl.optional()),
  REDIS_PREFIX: optional.pipe(redisPrefix.optional()),

  BILLING_PORT: port(8443),
  BILLING_URL: optional.pipe(z.url().optional()),
  SPIFFE_TRUST_DOMAIN: z.string().default('tollgate.local'),
  WORKLOAD_IDENTITY: z.enum(['files', 'workload-api', 'mesh']).default('files'),
  SPIFFE_ENDPOINT_SOCKET: optional,
  WORKLOAD_DIR: optional,
  SPIFFE_PATH: z.string().startsWith('/').includes('{name}').default('/{name}'),
  MESH_IDENTITY_HEADER: z
    .enum(['x-forwarded-client-cert', 'l5d-client-id'])
    .default('x-forwarded-client-cert'),
  MESH_BIND_ADDRESS: z.string().min(1).default('127.0.0.1'),
  MIN_TLS_GROUP: optional.pipe(z.enum(['X25519MLKEM768']).optional()),
  SVID_MAX_LIFETIME_SECONDS: z.coerce.number().int().min(60).default(7_862_400),
  SVID_TTL_SECONDS: z.coerce.number().int().min(10).max(3600).default(3600),

  AUTH_SECRET: optional.pipe(z.string().min(32).optional()),
  API_KEY_PEPPERS: optional,
  ENCRYPTION_KEYS: optional,
  GITHUB_SECRET_SCANNING_KEYS_URL: z
    .url()
    .default('https://api.github.com/meta/public_keys/secret_scanning'),
  WEBHOOK_ALLOW_LOOPBACK: flag,
  AUTH_GITHUB_ID: optional,
  AUTH_GITHUB_SECRET: optional,
  AUTH_GOOGLE_ID: optional,
  AUTH_GOOGLE_SECRET: optional,
  AUTH_OIDC_ISSUER: optional,
  AUTH_OIDC_ID: optional,
  AUTH_OIDC_SECRET: optional,
  AUTH_OIDC_NAME: optional.pipe(z.string().max(40).optional()),
  SLACK_CLIENT_ID: optional,
  SLACK_CLIENT_SECRET: optional,
  GOOGLE_DRIVE_CLIENT_ID: optional,
  GOOGLE_DRIVE_CLIENT_SECRET: optional,
  SESSION_MAX_AGE_SECONDS: z.coerce.number().int().min(60).default(604_800),
  SESSION_ABSOLUTE_SECONDS: z.coerce.number().int().min(60).default(2_592_000),
  SESSION_DEVICE_SECONDS: z.coerce.number().int().min(10).max(3600).default(300),
  IDENTITY_PROVIDER_PORTS: ports(4001, 4002),
  INTEGRATIONS_PORTS: ports(4003, 4004),
  CI_ISSUER_PORT: port(4005),
  DNS_SERVERS: list,
  TOLLGATE_LAB: flag,
});

export type Env = z.output<typeof schema> & {
  DRAIN_SECONDS: number;
  APP_URL: string;
  HTTPS_DIR: string;
  DATABASE_URL: string;
  REDIS_PREFIX: string;
  BILLING_DATABASE_URL: string;
  BILLING_URL: string;
  WORKLOAD_DIR: string;
};

/** A variable has a value that the system can't start with. The message says which and why. */
export class EnvError extends Error {
  override name = 'EnvError';
}

/**
 * Reads and checks a set of variables.
 * @throws {EnvError} naming each wrong variable, never its value.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const parsed = schema.safeParse(source);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new EnvError(`Wrong configuration. ${reasons.join('; ')}. See .env.example.`);
  }
  const env = parsed.data;
  const scheme = env.WORKLOAD_IDENTITY === 'mesh' ? 'http' : 'https';
  const billingUrl = env.BILLING_URL ?? `${scheme}://localhost:${env.BILLING_PORT}`;
  const fault =
    workloadIdentityFault({ ...env, BILLING_URL: billingUrl }) ?? providerSettingsFault(env);
  if (fault) throw new EnvError(`${fault} See .env.example.`);
  const database =
    env.DATABASE_URL ?? `postgres://${DEVELOPMENT_DATABASE}:${env.DATABASE_PORT}/tollgate`;
  const secure = env.HTTPS_PORT ? 's' : '';
  const own = `http${secure}://localhost:${env.HTTPS_PORT ?? env.PORT}`;
  const appUrl = (env.APP_URL ?? own).replace(/\/$/, '');
  return {
    ...env,
    APP_URL: appUrl,
    HTTPS_DIR: env.HTTPS_DIR ?? `${env.DATA_DIR}/https`,
    DATABASE_URL: database,
    // Two systems that share a Redis have two addresses, and the instances of one system have one.
    REDIS_PREFIX: env.REDIS_PREFIX ?? `tollgate:${new URL(appUrl).host}`,
    BILLING_DATABASE_URL: env.BILLING_DATABASE_URL ?? database,
    BILLING_URL: billingUrl,
    // On one's own machine no one has to turn away first, and Ctrl-C should be quick.
    DRAIN_SECONDS: env.DRAIN_SECONDS ?? (env.DEPLOYMENT === 'local' ? 0 : 5),
    WORKLOAD_DIR: env.WORKLOAD_DIR ?? `${env.DATA_DIR}/workload`,
  };
}

let current: Env | undefined;

/**
 * The configuration of this process, parsed at the first call.
 * @throws {EnvError} when a variable is wrong.
 */
export function getEnv(): Env {
  current ??= parseEnv(process.env);
  return current;
}

/**
 * A secret that has no default.
 * @throws {EnvError} when it is not set: nothing runs with a made-up secret.
 */
export function requireSecret(name: 'AUTH_SECRET' | 'API_KEY_PEPPERS' | 'ENCRYPTION_KEYS'): string {
  const value = getEnv()[name];
  if (!value) throw new EnvError(`${name} is not set. See .env.example.`);
  return value;
}

/**
 * Tells Auth.js its own address, which it reads from the environment alone. Without it, it would
 * believe the Host and forwarding headers of each request.
 */
export function pinAuthUrl(): void {
  process.env.AUTH_URL = getEnv().APP_URL;
}
