import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findTool, TOOLS } from './tool-list';
import { describeSchemas } from './tool-schemas';

const DRAFT = { target: 'draft-2020-12' } as const;

function inputOf(name: string) {
  const tool = findTool(name);
  if (!tool) throw new Error(`No tool ${name}.`);
  return describeSchemas(tool).inputSchema['~standard'];
}

describe('the schemas of a tool', () => {
  test.each(TOOLS)('$name: are made and converted once', (tool) => {
    const { inputSchema, outputSchema } = describeSchemas(tool);
    expect(describeSchemas(tool).inputSchema).toBe(inputSchema);
    const input = inputSchema['~standard'].jsonSchema.input(DRAFT);
    expect(inputSchema['~standard'].jsonSchema.input(DRAFT)).toBe(input);
    const output = outputSchema?.['~standard'].jsonSchema.output(DRAFT);
    expect(outputSchema?.['~standard'].jsonSchema.output(DRAFT)).toBe(output);
  });

  test("are the operation's own, in both directions and in each draft", () => {
    const tool = findTool('record_events');
    const body = tool?.endpoint.body;
    if (!body) throw new Error('No body.');
    const { jsonSchema } = inputOf('record_events');
    expect(jsonSchema.input(DRAFT)).toEqual(z.toJSONSchema(body, { io: 'input' }));
    const older = { target: 'draft-07' } as const;
    expect(jsonSchema.input(older)).toEqual(z.toJSONSchema(body, { ...older, io: 'input' }));
  });

  test('take the size of a page as a number, within its bounds', async () => {
    const { validate } = inputOf('list_customers');
    expect(await validate({ limit: 1 })).toMatchObject({ value: { limit: 1 } });
    expect(await validate({ limit: 0 })).toMatchObject({ issues: [{ path: ['limit'] }] });
  });
});
