import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '@/lib/http/page';
import type { Tool } from './tool-list';

type ToolSchemas = { inputSchema: StandardSchemaWithJSON; outputSchema?: StandardSchemaWithJSON };

const known = new WeakMap<Tool, ToolSchemas>();

/**
 * The schemas of a tool, as the SDK takes them. They are made once: the SDK makes a server for each
 * request, and Zod compiles a new schema on its first use.
 */
export function describeSchemas(tool: Tool): ToolSchemas {
  const made = known.get(tool) ?? makeSchemas(tool);
  known.set(tool, made);
  return made;
}

function makeSchemas({ endpoint }: Tool): ToolSchemas {
  const inputSchema = convertOnce(describeInput(endpoint));
  const output = (endpoint.answers[200] ?? endpoint.answers[201])?.schema;
  return output ? { inputSchema, outputSchema: convertOnce(output) } : { inputSchema };
}

/** A model sends a page size as a number; in the query of the API it is text. */
function describeInput({ params, query, body }: Tool['endpoint']): z.ZodType {
  if (!(query instanceof z.ZodObject) || !('limit' in query.shape)) {
    return params ?? query ?? body ?? z.strictObject({});
  }
  const limit = z
    .int()
    .min(1)
    .max(MAX_PAGE_SIZE)
    .default(DEFAULT_PAGE_SIZE)
    .describe('Rows a page.');
  return query.extend({ limit });
}

type Convert = StandardSchemaWithJSON['~standard']['jsonSchema']['input'];

/** The same schema, with its JSON Schema remembered: the SDK asks for it at each call of the tool. */
function convertOnce(schema: z.ZodType): StandardSchemaWithJSON {
  const { jsonSchema, ...standard } = schema['~standard'];
  const input = remember(jsonSchema.input);
  return {
    '~standard': { ...standard, jsonSchema: { input, output: remember(jsonSchema.output) } },
  };
}

function remember(convert: Convert): Convert {
  const converted = new Map<string, ReturnType<Convert>>();
  return (options) => {
    const json = converted.get(options.target) ?? convert(options);
    converted.set(options.target, json);

    return json;
  };
}
