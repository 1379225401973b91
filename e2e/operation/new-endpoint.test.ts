import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { writeEndpoint } from '@/scripts/new/write-endpoint';

/** Checks files that exist in memory only, beside the real ones. */
function checkTypes(files: Record<string, string>): string[] {
  const { config } = ts.readConfigFile('tsconfig.json', (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, '.');
  const host = ts.createCompilerHost({ ...options, incremental: false });
  const written = new Map(Object.entries(files).map(([file, text]) => [path.resolve(file), text]));
  const { fileExists, readFile } = host;
  host.fileExists = (file) => written.has(path.resolve(file)) || fileExists(file);
  host.readFile = (file) => written.get(path.resolve(file)) ?? readFile(file);
  const names = [...written.keys()];
  const program = ts.createProgram(names, { ...options, incremental: false }, host);
  return names
    .map((name) => program.getSourceFile(name))
    .flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ])
    .map(({ file, messageText }) =>
      [path.basename(file?.fileName ?? ''), ts.flattenDiagnosticMessageText(messageText, ' ')].join(
        ': ',
      ),
    );
}

describe('npm run new -- endpoint', () => {
  test('writes a handler, a schema, a test and a route that pass the type check', {
    timeout: 120_000,
  }, () => {
    const files = writeEndpoint('get-gift-vouchers');
    expect(Object.keys(files)).toEqual([
      'lib/api/endpoints/get-gift-vouchers.ts',
      'lib/api/endpoints/get-gift-vouchers.test.ts',
      'lib/api/schemas/gift-voucher-schema.ts',
      'lib/api/route-table.ts',
    ]);
    const wrong = "export { getGiftVoucher } from './get-gift-vouchers';";
    const faults = checkTypes({
      ...files,
      ...writeEndpoint('post-gift-vouchers'),
      'lib/api/endpoints/wrong.ts': wrong,
    });
    // The control: what is wrong is found.
    expect(faults).toEqual([expect.stringMatching(/^wrong\.ts: .+getGiftVoucher/)]);
  });

  test.each(['widgets', 'get-', 'put-widgets', 'get-Widgets', '../get-x', 'get-meters'])(
    'refuses %s',
    (name) => expect(() => writeEndpoint(name)).toThrow(),
  );
});
