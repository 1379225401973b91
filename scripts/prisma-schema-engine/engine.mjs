#!/usr/bin/env node
// Stands where Prisma's command line expects its native schema engine: JSON-RPC, one message a line,
// on standard input and output; the WebAssembly build of the same engine does the work.
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { connect, createDatabase, createEngineAdapter } from './engine-adapter.mjs';
import { loadEngine } from './load-engine.mjs';

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    datamodels: { type: 'string', multiple: true },
    datasource: { type: 'string' },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
  },
});
const datasource = values.datasource ? JSON.parse(values.datasource) : {};

let started;

// This build learns in `devDiagnostic` how to reach a shadow database, and forgets it when it has
// applied migrations: `migrate dev` asks for these afterwards.
const NEED_SHADOW = new Set(['evaluateDataLoss', 'createMigration']);
let knowsShadow = false;

function engine() {
  started ??= start();
  return started;
}

async function start() {
  const SchemaEngine = await loadEngine();
  const paths = values.datamodels ?? [];
  const datamodels = await Promise.all(
    paths.map(async (file) => [file, await readFile(file, 'utf8')]),
  );
  if (datasource.url) await connect(datasource.url).catch(() => {});
  const adapter = createEngineAdapter(datasource);
  return SchemaEngine.new(
    { datamodels: datamodels.length > 0 ? datamodels : undefined },
    () => {},
    adapter,
  );
}

async function call(method, params) {
  if (method === 'createDatabase') return { databaseName: await createDatabase(datasource.url) };
  const running = await engine();
  if (method === 'getDatabaseVersion') return running.version(params);
  if (typeof running[method] !== 'function') throw new Error(`The engine has no ${method}.`);
  if (NEED_SHADOW.has(method) && !knowsShadow) {
    const { migrationsList, filters } = params;
    await running.devDiagnostic({ migrationsList, filters });
  }
  const result = await running[method](params);
  if (method === 'devDiagnostic' || NEED_SHADOW.has(method)) knowsShadow = true;
  if (method === 'applyMigrations') {
    started = undefined;
    knowsShadow = false;
  }
  if (method !== 'diff' || result.stdout === null) return result ?? {};
  send({ method: 'print', id: 'print', params: { content: result.stdout } });
  return { exitCode: result.exitCode, stdout: null };
}

function describe(error) {
  const panic = globalThis.PRISMA_WASM_PANIC_REGISTRY?.message;
  if (panic) return { is_panic: true, message: panic, error: { message: panic } };
  return { is_panic: false, message: error.message, error_code: error.code, meta: error.meta };
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

async function answer({ id, method, params }) {
  try {
    send({ id, result: await call(method, params ?? {}) });
  } catch (error) {
    const data = describe(error instanceof Error ? error : new Error(String(error)));
    send({ id, error: { code: 4466, message: 'An error happened.', data } });
  }
}

// Prisma's codes for PostgreSQL's: wrong password, no such database.
const CONNECT_CODES = { '28P01': 'P1000', 28000: 'P1000', '3D000': 'P1003' };

const UNKNOWN_AUTHORITY = /^(SELF_SIGNED_CERT|DEPTH_ZERO|UNABLE_TO_(GET_ISSUER|VERIFY))/;
const TRUST =
  'Add sslrootcert=<file> with the certificate of its authority to the URL, or set NODE_EXTRA_CA_CERTS';

// `cli can-connect-to-database` and `cli create-database`: Prisma reads a failure from the log.
async function runCommand(command) {
  try {
    if (command === 'create-database') await createDatabase(datasource.url);
    await connect(datasource.url);
    process.exit(0);
  } catch (error) {
    const code = CONNECT_CODES[error.code] ?? 'P1001';
    const text = error.message || `Can't reach the database server (${error.code}).`;
    const message = UNKNOWN_AUTHORITY.test(error.code) ? `${text}. ${TRUST}` : text;
    const fields = { error_code: code, message };
    const line = { level: 'ERROR', target: 'schema_engine::logger', fields };
    process.stderr.write(`\n${JSON.stringify(line)}`, () => process.exit(1));
  }
}

if (positionals[0] === 'cli') {
  await runCommand(positionals[1]);
} else {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const message = JSON.parse(line);
    if (message.method) void answer(message);
  });
  lines.on('close', () => process.exit(0));
}
