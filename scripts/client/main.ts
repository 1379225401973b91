import { writeFile } from 'node:fs/promises';
import { getOpenApiDocument } from '@/lib/api/openapi-document';
import { type OpenApiDocument, writeClient } from './write-client';

/** Where the typed client lies. */
const CLIENT_FILE = 'examples/typescript/generated/tollgate-client.ts';

await writeFile(CLIENT_FILE, writeClient(getOpenApiDocument() as unknown as OpenApiDocument));
