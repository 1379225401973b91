import { readFileSync } from 'node:fs';
import process from 'node:process';
import { findLockFaults, findUnlockedInstalls, lockSchema } from './supply-chain';

/** Whatever installs packages by itself. */
const INSTALLERS = [
  '.ci/run',
  'scripts/install.mjs',
  'deploy/container/web.Containerfile',
  'deploy/container/billing.Containerfile',
];

const lock = lockSchema.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
const unlocked = INSTALLERS.flatMap((file) =>
  findUnlockedInstalls(readFileSync(file, 'utf8')).map((command) => `${file}: ${command}`),
);
const faults = [...findLockFaults(lock), ...unlocked];
for (const fault of faults) console.log(fault);
process.exit(faults.length > 0 ? 1 : 0);
