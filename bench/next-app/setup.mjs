import { getMigrations } from 'better-auth/db/migration';
import { auth, options, pool } from './auth.mjs';

// Makes the tables and one key, which is printed.
await pool.query('create schema if not exists better_auth');
const { runMigrations } = await getMigrations(options);
await runMigrations();
const { user } = await auth.api.signUpEmail({
  body: { name: 'Bench', email: 'bench@example.com', password: 'a-long-enough-password' },
});
const { key } = await auth.api.createApiKey({ body: { name: 'Bench', userId: user.id } });
console.log(key);
await pool.end();
