// Puts the optional packages of other platforms back into package-lock.json. npm drops them when it
// writes the file on a machine that has not got them (npm/cli#4828), and then refuses `npm ci`
// everywhere. Run it after `npm install`; `--check` only says what is missing.
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const OS = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'win32'];
const CPU = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
const LIBC = { musl: 'musl', gnu: 'glibc' };

/** `os`, `cpu` and `libc` as the name of a platform package tells them. */
function readPlatform(name) {
  const words = name.split(/[-/.]/);
  const libc = Object.entries(LIBC).find(([word]) => words.some((one) => one.includes(word)));
  const os = OS.find((one) => words.some((word) => word.startsWith(one)));
  const cpu = CPU.find((one) => words.includes(one));
  return {
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(os ? { os: [os] } : {}),
    ...(os === 'linux' && libc ? { libc: [libc[1]] } : {}),
  };
}

/** The optional packages that some package names and the lock file does not hold. */
function findMissing(packages) {
  const missing = new Map();
  for (const [parent, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(optionalDependencies)) {
      const nested = `${parent}/node_modules/${name}`;
      const entry = `node_modules/${name}`;
      if (packages[nested] || packages[entry]) continue;
      const version = range.replace(/^[\^~]/, '');
      const platform = readPlatform(name);
      missing.set(entry, { version, ...platform, ...(dev ? { dev } : {}), optional: true });
    }
  }
  return missing;
}

if (process.argv[1]?.endsWith('complete-lockfile.mjs')) {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const missing = findMissing(lock.packages);
  for (const [name, entry] of missing) console.log(`missing: ${name} ${entry.version}`);
  if (process.argv.includes('--check')) process.exit(missing.size > 0 ? 1 : 0);
  const all = { ...lock.packages, ...Object.fromEntries(missing) };
  const sorted = Object.entries(all).sort(([one], [other]) => one.localeCompare(other, 'en'));
  lock.packages = Object.fromEntries(sorted);
  writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
}
