import { definePublicEndpoint } from '../endpoint';

export const getOpenApi = definePublicEndpoint({
  method: 'GET',
  path: '/api/v1/openapi.json',
  operation: 'getOpenApi',
  summary: 'This description, as OpenAPI 3.1',
  scope: 'public',
  answers: { 200: { description: 'The OpenAPI document.' } },
  async handle() {
    const { getOpenApiDocument } = await import('../openapi-document');
    return { body: getOpenApiDocument(), headers: { 'cache-control': 'public, max-age=300' } };
  },
});
