import fc, { type Arbitrary } from 'fast-check';

/** As much of JSON Schema as the OpenAPI document uses. */
export type JsonSchema = {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  format?: string;
  pattern?: string;
};

const MAX_ITEMS = 5;
const LONGEST = 40;

/** What has broken parsers, stores and pages before. */
const NASTY = fc.constantFrom<unknown>(
  '',
  ' ',
  '\u0000',
  '\ud800',
  '../../etc/passwd',
  "' or 1=1 --",
  '%00',
  '9'.repeat(400),
  '1970-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  -1,
  0,
  -0,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  0.1,
  null,
  true,
  [],
  {},
  { toString: 'x', __proto__: 1 },
);

/** Anything that JSON can say, the nasty more often than chance would have it. */
export const anyJson: Arbitrary<unknown> = fc.oneof(NASTY, fc.jsonValue({ maxDepth: 3 }));

/** Values as a schema wants them, save that now and then a part is something else. */
export function arbitraryOfSchema(schema: JsonSchema): Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: fitting(schema) }, { weight: 1, arbitrary: anyJson });
}

function fitting(schema: JsonSchema): Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(arbitraryOfSchema));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.integer(boundsOf(schema));
    case 'number':
      return fc.double({ ...boundsOf(schema), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(arbitraryOfSchema(schema.items ?? {}), {
        minLength: Math.min(schema.minItems ?? 0, MAX_ITEMS),
        maxLength: Math.min(schema.maxItems ?? MAX_ITEMS, MAX_ITEMS),
      });
    case 'object':
      return recordOf(schema);
    default:
      return anyJson;
  }
}

function boundsOf({ minimum = -1e6, maximum = 1e6 }: JsonSchema) {
  return { min: Math.max(minimum, -2e9), max: Math.min(maximum, 2e9) };
}

function textOf({ format, minLength = 0, maxLength = LONGEST }: JsonSchema): Arbitrary<string> {
  if (format === 'date-time') {
    const range = { min: new Date('1950-01-01'), max: new Date('2100-01-01'), noInvalidDate: true };
    return fc.date(range).map((date) => date.toISOString());
  }
  if (format === 'uri') return fc.webUrl({ withQueryParameters: true });
  const limits = {
    minLength: Math.min(minLength, LONGEST),
    maxLength: Math.min(maxLength, LONGEST),
  };
  const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);
  return fc.oneof(word, fc.string({ ...limits, unit: 'grapheme' }), fc.string(limits));
}

function recordOf({ properties = {}, required = [], additionalProperties }: JsonSchema) {
  const known = Object.entries(properties).map(([name, property]) => {
    const value = arbitraryOfSchema(property);
    const present = required.includes(name) ? 14 : 1;
    return fc
      .oneof(
        { weight: present, arbitrary: value.map((one) => [[name, one]]) },
        { weight: 1, arbitrary: fc.constant([]) },
      )
      .map((pairs) => pairs as [string, unknown][]);
  });
  const more =
    additionalProperties === false
      ? fc.oneof({ weight: 12, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: someFields })
      : someFields;
  return fc
    .tuple(fc.tuple(...known), more)
    .map(([pairs, extra]) => ({ ...extra, ...Object.fromEntries(pairs.flat()) }));
}

const someFields = fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), anyJson, {
  maxKeys: 3,
});
