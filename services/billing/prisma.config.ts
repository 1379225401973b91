import { defineConfig } from 'prisma/config';

/** Billing lives in a PostgreSQL schema of its own, and keeps its list of migrations there. */
function billingUrl(): string {
  const base = process.env.BILLING_DATABASE_URL;
  if (!base) return '';
  const url = new URL(base);
  url.searchParams.set('schema', 'billing');
  return url.href;
}

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: billingUrl() },
});
