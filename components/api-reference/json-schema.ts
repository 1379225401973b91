import { z } from 'zod';

/** The part of JSON Schema that the reference shows. */
export type JsonSchema = {
  type?: string | string[] | undefined;
  format?: string | undefined;
  description?: string | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  default?: unknown;
  minimum?: number | undefined;
  maximum?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  items?: JsonSchema | undefined;
  anyOf?: JsonSchema[] | undefined;
  properties?: Record<string, JsonSchema> | undefined;
  required?: string[] | undefined;
};

export const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    description: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    default: z.unknown().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    items: jsonSchema.optional(),
    anyOf: z.array(jsonSchema).optional(),
    properties: z.record(z.string(), jsonSchema).optional(),
    required: z.array(z.string()).optional(),
  }),
);

/** One line of the field list: a path such as `data[].id`. */
export type FieldRow = { path: string; type: string; required: boolean; description: string };

/** Writes a type as a reader would: `"test" | "live"`, `string (date-time) or null`. */
export function describeType(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return [...new Set(schema.anyOf.map(describeType))].join(' or ');
  if (Array.isArray(schema.type)) return schema.type.join(' or ');
  if (schema.type === 'array') return `${describeType(schema.items ?? {})}[]`;
  return schema.format ? `${schema.type} (${schema.format})` : (schema.type ?? 'anything');
}

/** The fields of a schema, those of inner objects right below their own. */
export function listFields(schema: JsonSchema, prefix = ''): FieldRow[] {
  if (schema.type === 'array') return listFields(schema.items ?? {}, `${prefix}[]`);
  const inner = schema.anyOf?.find((one) => one.properties);
  if (inner) return listFields(inner, prefix);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix ? `${prefix}.${name}` : name;
    const row = {
      path,
      type: describeType(field),
      required: schema.required?.includes(name) ?? false,
      description: [field.description, describeBounds(field)].filter(Boolean).join(' '),
    };
    return [row, ...listFields(field, path)];
  });
}

function describeBounds(schema: JsonSchema): string {
  const unit = schema.type === 'array' ? 'items' : schema.type === 'string' ? 'characters' : '';
  const low = schema.minItems ?? schema.minLength ?? schema.minimum;
  const high = schema.maxItems ?? schema.maxLength ?? schema.maximum;
  const safe = (bound: number | undefined) =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER ? bound : undefined;
  const [from, to] = [safe(low), safe(high)];
  const text =
    from !== undefined && to !== undefined
      ? `${from} to ${to} ${unit}`
      : to !== undefined
        ? `At most ${to} ${unit}`
        : '';
  const fallback = schema.default === undefined ? '' : `Default ${JSON.stringify(schema.default)}.`;
  return [text.trim() && `${text.trim()}.`, fallback].filter(Boolean).join(' ');
}

/** The smallest value that fits: required fields only. */
export function exampleOf(schema: JsonSchema, name = ''): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf?.[0]) return exampleOf(schema.anyOf[0], name);
  if (schema.type === 'array') return [exampleOf(schema.items ?? {}, name)];
  if (schema.type === 'integer' || schema.type === 'number')
    return Math.max(1, schema.minimum ?? 1);
  if (schema.type === 'boolean') return true;
  if (schema.type !== 'object') return EXAMPLES[name] ?? name;
  const required = schema.required ?? [];
  return Object.fromEntries(
    required.map((field) => [field, exampleOf(schema.properties?.[field] ?? {}, field)]),
  );
}

const EXAMPLES: Record<string, string> = {
  id: 'order-4711',
  meter: 'api_calls',
  key: 'api_calls',
  name: 'API calls',
  payment_method: 'pm_test_ok',
  url: 'https://example.com/webhooks',
};
