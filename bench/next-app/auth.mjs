import process from 'node:process';
import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import pg from 'pg';

/** In a schema of its own: its tables have names that ours have, too. */
export const pool = new pg.Pool({
  connectionString: process.env.BENCH_DATABASE_URL,
  options: '-c search_path=better_auth',
  max: 10,
});

export const options = {
  baseURL: 'http://localhost',
  secret: process.env.AUTH_SECRET,
  database: pool,
  emailAndPassword: { enabled: true },
  telemetry: { enabled: false },
  plugins: [apiKey({ rateLimit: { enabled: false } })],
};

export const auth = betterAuth(options);
