import process from 'node:process';

/** @type {import('next').NextConfig} */
const config = {
  distDir: process.env.NEXT_DIST_DIR || '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  // The front door answers every request and sets the headers that concern security; compressing
  // is left to the proxy in front of it, or to Next.js where there is none.
  compress: true,
  // These keep state per process or load files beside themselves, so they stay out of the bundle.
  serverExternalPackages: [
    '@peculiar/asn1-schema',
    '@peculiar/asn1-x509',
    '@peculiar/x509',
    '@prisma/adapter-pg',
    '@prisma/client',
    'ioredis',
    'oidc-provider',
    'pg',
    'pino',
    'reflect-metadata',
    'undici',
  ],
  typescript: { ignoreBuildErrors: process.env.NEXT_SKIP_TYPES === '1' },
  devIndicators: false,
};

export default config;
