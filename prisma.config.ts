import { defineConfig } from 'prisma/config';

/** The web application's schema. Billing's is services/billing/prisma.config.ts. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
