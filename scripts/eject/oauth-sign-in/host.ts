/** What these files ask of the program around them: settings, a log, traces, the caller's address. */
export class EnvError extends Error {
  override name = 'EnvError';
}

export type Env = ReturnType<typeof getEnv>;

/** Read at each call, so that no build holds a setting. */
export function getEnv() {
  const { env } = process;
  const ports = (env.IDENTITY_PROVIDER_PORTS ?? '4001,4002').split(',').map(Number);
  const [githubPort = 4001, googlePort = 4002] = ports;
  return {
    /** Where browsers find the application, without a slash at the end. */
    APP_URL: env.APP_URL ?? `http://localhost:${env.PORT ?? 3000}`,
    /** `local` offers the development provider, at which anyone can sign in as anyone. */
    DEPLOYMENT: env.DEPLOYMENT === 'local' ? 'local' : 'production',
    IDENTITY_PROVIDER_PORTS: [githubPort, googlePort] as const,
    AUTH_GITHUB_ID: env.AUTH_GITHUB_ID,
    AUTH_GITHUB_SECRET: env.AUTH_GITHUB_SECRET,
    AUTH_GOOGLE_ID: env.AUTH_GOOGLE_ID,
    AUTH_GOOGLE_SECRET: env.AUTH_GOOGLE_SECRET,
    AUTH_OIDC_ISSUER: env.AUTH_OIDC_ISSUER,
    AUTH_OIDC_ID: env.AUTH_OIDC_ID,
    AUTH_OIDC_SECRET: env.AUTH_OIDC_SECRET,
    AUTH_OIDC_NAME: env.AUTH_OIDC_NAME,
    /** A session that is not used expires after this, and in any case after the next one. */
    SESSION_MAX_AGE_SECONDS: 7 * 86_400,
    SESSION_ABSOLUTE_SECONDS: 30 * 86_400,
    SESSION_DEVICE_SECONDS: 300,
  };
}

/** Reads a secret from the environment. @throws {EnvError} where it is not set. */
export function requireSecret(name: string): string {
  const value = process.env[name];
  if (!value) throw new EnvError(`${name} is not set. See .env.example.`);
  return value;
}

/** Tells Auth.js its own address: it would believe the Host header of each request otherwise. */
export function pinAuthUrl(): void {
  process.env.AUTH_URL = getEnv().APP_URL;
}

/** One JSON object a line to standard error. Put your log here. */
export function createLog(name: string) {
  const warn = (fields: Record<string, unknown>, message: string) => {
    const line = { time: new Date().toISOString(), level: 'warn', name, message, ...fields };
    process.stderr.write(`${JSON.stringify(line)}\n`);
  };
  return { warn };
}

/** The address that your own proxy vouches for. Sessions show it to their person; nothing relies on it. */
export function getClientContext(): { address: string | null } {
  return { address: null };
}

/** The steps of a sign-in, for your tracing. */
type Step = { name: string };

export const BEGIN_STEP: Step = { name: 'sign-in.begin' };
export const PROVIDER_STEP: Step = { name: 'sign-in.provider' };
export const CODE_STEP: Step = { name: 'sign-in.code' };
export const EXCHANGE_STEP: Step = { name: 'sign-in.exchange' };
export const PROFILE_STEP: Step = { name: 'sign-in.profile' };
export const ID_TOKEN_STEP: Step = { name: 'sign-in.id-token' };
export const IDENTITY_STEP: Step = { name: 'sign-in.identity' };
export const SESSION_STEP: Step = { name: 'sign-in.session' };

/** Runs one step. Put your tracing here. */
export function traceStep<T>(_step: Step, run: () => T, _say?: (result: Awaited<T>) => string): T {
  return run();
}

/** Notes a step that is known from its effect only. */
export function noteStep(_step: Step, _detail?: string, _seen?: boolean): void {}

/** How long ago a person may have signed in, for acts that need them. */
export const FRESH_SIGN_IN_SECONDS = 300;

/** Who acts, and with which session. */
export type Principal = { userId: string; credentialId: string };

export class ProblemError extends Error {
  override name = 'ProblemError';
  constructor(
    readonly slug: 'not-found' | 'conflict',
    detail?: string,
  ) {
    super(detail ?? slug);
  }
}

export function problem(
  slug: ProblemError['slug'],
  { detail }: { detail?: string } = {},
): ProblemError {
  return new ProblemError(slug, detail);
}
