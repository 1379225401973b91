import { existsSync } from 'node:fs';
import process from 'node:process';
import { type Proof, runProof } from './run-proof';

/**
 * Every proof, with what it shows. Each is `scripts/proof/<name>/proof.ts`, which exports `proof`.
 *
 *   npm run proof                   lists them
 *   npm run proof -- <name> [...]   runs one; arguments after the name are its own
 */
const PROOFS: Record<string, string> = {
  spire: 'web and billing with certificates from a real SPIRE server and agent',
  kubernetes: 'the manifests of deploy/ in a real API server, kubelet or as close as there is',
  cluster: 'nothing lost, doubled or wrongly allowed while databases, poolers and instances die',
  mcp: 'POST /mcp against real MCP clients',
  'oauth-clients': 'the authorization server against real OAuth and OpenID Connect clients',
  'enterprise-sign-on': 'sign-on by the provider of a company, against a real Keycloak',
  'ci-job': 'a CI job without a stored key, against a real issuer of job tokens',
  registry: 'each part of `tollgate eject` added to an empty project by the shadcn command line',
  'node-versions': 'the tests of mutual TLS on Node 20, 22 and 24',
};

const [name = '', ...args] = process.argv.slice(2);
const module = new URL(`./${name}/proof.ts`, import.meta.url);
if (!Object.hasOwn(PROOFS, name)) {
  if (name) console.error(`There is no proof called ${name}.\n`);
  console.log('npm run proof -- <name>\n');
  for (const [known, shows] of Object.entries(PROOFS)) {
    console.log(`  ${known.padEnd(20)}${shows}`);
  }
  process.exitCode = name ? 2 : 0;
} else if (!existsSync(module)) {
  console.error(`The proof ${name} is not part of this version: scripts/proof/${name} is missing.`);
  process.exitCode = 2;
} else {
  const { proof }: { proof: Proof } = await import(module.href);
  // A proof that failed half-way may have left servers of its own open.
  process.exit(await runProof(name, proof, args));
}
