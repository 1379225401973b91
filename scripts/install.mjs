// First stage of `npm start` and `npm test`: plain Node, so that it works before `npm ci`.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const MINIMUM = [20, 20];
const root = fileURLToPath(new URL('..', import.meta.url));

/** Ends the process with one sentence. */
export function refuse(sentence) {
  console.error(sentence);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) return;
  refuse(
    `Node.js ${MINIMUM.join('.')} or later is needed; this is ${process.versions.node}. Install the current LTS from https://nodejs.org.`,
  );
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Whether node_modules holds exactly what package-lock.json names. Other platforms' packages aside. */
function isInstalled() {
  const wanted = readPackages('package-lock.json') ?? {};
  const found = readPackages('node_modules/.package-lock.json');
  if (!found) return false;
  return Object.entries(wanted).every(([name, { version, optional, link }]) => {
    if (name === '' || link) return true;
    return found[name] ? found[name].version === version : optional === true;
  });
}

/** Checks Node and installs the dependencies if they are missing or other ones than locked. */
export function ensureDependencies() {
  checkNode();
  process.chdir(root);
  if (isInstalled()) return;
  console.log('Installing the dependencies (npm ci). This is needed once.');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const run = spawnSync(npm, ['ci', '--include=dev', '--loglevel=error'], { stdio: 'inherit' });
  if (run.status !== 0) {
    refuse('npm ci failed. Check the connection to the npm registry, then run this again.');
  }
}
