import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runProgram } from '../testing/run-program';
import { writeEndpoint } from './write-endpoint';

const USAGE = `Usage: npm run new -- endpoint <method>-<noun>

  npm run new -- endpoint get-widgets     GET /api/v1/widgets, a list
  npm run new -- endpoint post-widgets    POST /api/v1/widgets`;

const [kind, name = ''] = process.argv.slice(2);
if (kind !== 'endpoint') {
  console.error(USAGE);
  process.exit(2);
}
try {
  const files = writeEndpoint(name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`  ${file}`);
  }
  await runProgram('node_modules/@biomejs/biome/bin/biome', [
    'format',
    '--write',
    ...Object.keys(files),
  ]);
  console.log(`
Next: replace the stub of the handler by a call of a domain function, and set the scope.
Then run \`npm run client\` for the clients in examples/, and \`npm run unit -- lib/api\`.
CONTRIBUTING.md says the rest.`);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
