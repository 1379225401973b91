import process from 'node:process';

/** Every program, with what it answers. Arguments after the name are its own; `--save` keeps the result. */
const PROGRAMS: Record<string, { entry: string; answers: string }> = {
  'front-door': {
    entry: './front-door',
    answers: 'GET /me with a remembered key against bare node:http and a bare Next.js route',
  },
  'better-auth': {
    entry: './better-auth',
    answers: "the same against better-auth's apiKey plugin in a Next.js route",
  },
  against: { entry: './against', answers: 'CPU per call of other git revisions and of this tree' },
  'key-check': { entry: './key-check', answers: 'SQL statements of a hit and of a miss' },
  'bound-key': { entry: './bound-key', answers: 'a key bound to a key pair against a plain key' },
  'job-token': { entry: './job-token', answers: 'CPU of a CI job that exchanges its token' },
  'authorization-server': {
    entry: './authorization-server/main',
    answers: 'tokens checked, issued and refreshed, beside oidc-provider and Ory Hydra',
  },
  mcp: { entry: './mcp', answers: 'a tool call of an agent beside the same call at the API' },
  'million-keys': { entry: './million-keys', answers: 'a miss among 1,000,000 keys, and 1,000' },
  mtls: { entry: './mtls', answers: 'a call by mutual TLS against one-way TLS' },
  handshake: { entry: './handshake', answers: "a new mTLS connection against Node's own" },
  'large-crl': { entry: './large-crl', answers: 'a CRL of 100,000 and of 1,000,000 entries' },
  'two-instances': {
    entry: './two-instances',
    answers: 'two web processes on PostgreSQL and Redis against one',
  },
  newcomer: { entry: './newcomer', answers: 'a first and a second npm start: seconds and memory' },
  pages: { entry: './pages', answers: 'Lighthouse, and the JavaScript of the first load' },
  ingest: { entry: './ingest', answers: 'events a second, all durable' },
  revocation: { entry: './revocation', answers: 'how long a revoked key still works' },
  overload: { entry: './overload', answers: 'ten times as much as there is power for' },
  rotation: { entry: './rotation/main', answers: 'calls while certificates change' },
  'usage-history': { entry: './usage-history', answers: 'what ten million events change' },
  'fault-run': { entry: './fault-run/main', answers: 'what is lost when processes are killed' },
  report: { entry: './report/main', answers: 'writes docs/performance.md from the kept results' },
};

const name = process.argv[2] ?? '';
const program = PROGRAMS[name];
if (program) {
  process.argv.splice(2, 1);
  await import(program.entry);
} else {
  console.log('npm run bench -- <name> [--save]\n');
  for (const [known, { answers }] of Object.entries(PROGRAMS)) {
    console.log(`  ${known.padEnd(16)}${answers}`);
  }
  process.exitCode = name ? 2 : 0;
}
