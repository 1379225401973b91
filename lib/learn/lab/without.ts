/**
 * Every way to run the product's own code with a guard changed or taken out. Each of these has a
 * parameter that nothing in production sets, and the lab imports them from here only; lint holds
 * both, so this file is the complete list.
 * @see docs/decisions/0171-one-importer-of-guardless-variants.md
 */
export { authenticateAgent as authenticateAgentWith } from '@/lib/api/mcp/authenticate-agent';
export { createMcpServer as createMcpServerWith } from '@/lib/api/mcp/mcp-server';
export { createTracedApiHandler as createApiWith } from '@/lib/api/serve-api';
export { requireProof as requireProofWith } from '@/lib/auth/api-key/require-proof';
export { createMtlsClient as createMtlsClientWith } from '@/lib/auth/mtls/client/create-mtls-client';
export { createMtlsServer as createMtlsServerWith } from '@/lib/auth/mtls/server/create-mtls-server';
export { authenticateAccessToken as authenticateAccessTokenWith } from '@/lib/auth/oauth/authorization-server/authenticate-access-token';
export { createAuthorizationServer as createAuthorizationServerWith } from '@/lib/auth/oauth/authorization-server/authorization-server';
export { createProvider as createProviderWith } from '@/lib/auth/oauth/authorization-server/create-provider';
export { admitSignInBy } from '@/lib/auth/oauth/sign-in/admit-sign-in';
export { answerAuthRequestBy } from '@/lib/auth/oauth/sign-in/callback';
