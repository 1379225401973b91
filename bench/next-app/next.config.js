import { fileURLToPath } from 'node:url';

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  compress: false,
  turbopack: { root: fileURLToPath(new URL('../../..', import.meta.url)) },
  serverExternalPackages: ['better-auth', '@better-auth/api-key', 'pg'],
};

export default config;
