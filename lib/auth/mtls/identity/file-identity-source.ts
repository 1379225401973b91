import { type FSWatcher, watch } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { MtlsError } from '../mtls-error';
import { followIdentity, type FollowOptions } from './follow-identity';
import type { IdentityFiles, IdentitySource } from './identity';

export type FileIdentityOptions = FollowOptions & {
  /** The folder that SPIRE's helper, cert-manager or the development CA writes. */
  directory: string;
  debounceMs?: number;
  pollMs?: number;
};

const DEBOUNCE_MS = 50;
const POLL_MS = 30_000;

/**
 * An identity that is read from files and follows them.
 * @throws {MtlsError} with the last reason, when no usable identity appears within `startTimeoutMs`.
 */
export function openFileIdentitySource(options: FileIdentityOptions): Promise<IdentitySource> {
  const { directory, debounceMs = DEBOUNCE_MS, pollMs = POLL_MS } = options;
  return followIdentity(
    {
      place: directory,
      read: () => readIdentityFiles(directory),
      watch: (onQuiet) => watchIdentityFiles({ directory, debounceMs, pollMs, onQuiet }),
    },
    options,
  );
}

type Layout = { name: string; chain: string; key: string; bundle: readonly (string | RegExp)[] };

/** Who writes what. The first layout whose chain and key are there wins. */
const LAYOUTS: readonly Layout[] = [
  {
    name: 'spiffe-helper',
    chain: 'svid.pem',
    key: 'svid_key.pem',
    bundle: ['bundle.pem', 'svid_bundle.pem'],
  },
  { name: 'cert-manager', chain: 'tls.crt', key: 'tls.key', bundle: ['ca.crt', 'ca.pem'] },
  {
    name: 'single-file',
    chain: 'credential-bundle.private-key.pem',
    key: 'credential-bundle.private-key.pem',
    bundle: [/\.spiffe-trust-bundle\.pem$/, 'bundle.pem'],
  },
];

/**
 * Attack: a bundle of another trust domain beside ours must not be taken for ours, so of several
 * that fit none is taken.
 */
function findBundle(names: readonly string[], layout: Layout): string | undefined {
  for (const wanted of layout.bundle) {
    const found = names.filter((name) =>
      typeof wanted === 'string' ? name === wanted : wanted.test(name),
    );
    if (found.length > 1) throw new MtlsError('files-missing', 'There are several trust bundles');
    if (found[0]) return found[0];
  }
  return undefined;
}

/**
 * Kubernetes and the development CA swap a whole folder by renaming the link `..data`. Resolving
 * it once makes the files of one reading belong together.
 */
async function resolveSnapshot(directory: string): Promise<string> {
  return realpath(path.join(directory, '..data')).catch(() => directory);
}

/**
 * Reads the files of an identity in whichever layout the directory has.
 * @throws {MtlsError} `files-missing`, saying which file is not there.
 */
export async function readIdentityFiles(directory: string): Promise<IdentityFiles> {
  const snapshot = await resolveSnapshot(directory);
  const names = await readdir(snapshot).catch((error: unknown) => {
    throw new MtlsError('files-missing', `There is no folder ${directory}`, { cause: error });
  });
  const layout = LAYOUTS.find(({ chain, key }) => names.includes(chain) && names.includes(key));
  if (!layout) throw new MtlsError('files-missing', `No certificate and key in ${directory}`);
  const bundle = findBundle(names, layout);
  // Attack: without a bundle Node would trust its list of public CAs instead.
  if (!bundle) throw new MtlsError('files-missing', `No trust bundle in ${directory}`);
  const read = (name: string) => readFile(path.join(snapshot, name), 'utf8');
  try {
    return {
      layout: layout.name,
      chain: await read(layout.chain),
      key: await read(layout.key),
      bundle: await read(bundle),
      crl: names.includes('crl.pem') ? await read('crl.pem') : null,
    };
  } catch (error) {
    throw new MtlsError('files-missing', `A file of ${directory} vanished`, { cause: error });
  }
}

type WatchOptions = {
  directory: string;
  /** Milliseconds of quiet after an event before `onQuiet` runs. */
  debounceMs: number;
  /** Milliseconds between runs without any event. */
  pollMs: number;
  onQuiet: () => void;
};

/**
 * Calls `onQuiet` a moment after something in the directory changed, and every `pollMs` besides.
 * The directory is watched, never a file: after the first swap of a symbolic link a watch on the
 * file is deaf. File names are ignored for the same reason. Where the directory does not exist, or
 * is replaced as a whole, the poll finds the change and renews the watch.
 * @returns a function that stops it.
 */
export function watchIdentityFiles(options: WatchOptions): () => void {
  const { directory, debounceMs, pollMs, onQuiet } = options;
  let watcher: FSWatcher | undefined;
  let quiet: NodeJS.Timeout | undefined;

  const schedule = () => {
    clearTimeout(quiet);
    quiet = setTimeout(onQuiet, debounceMs);
  };
  const renewWatch = () => {
    watcher?.close();
    watcher = undefined;
    try {
      watcher = watch(directory, { persistent: false }, schedule);
      watcher.on('error', () => {
        watcher?.close();
        watcher = undefined;
      });
    } catch {
      // Not there yet: the next poll tries again.
    }
  };
  renewWatch();
  const poll = setInterval(() => {
    renewWatch();
    onQuiet();
  }, pollMs);
  poll.unref();

  return () => {
    clearTimeout(quiet);
    clearInterval(poll);
    watcher?.close();
  };
}
