import { type FollowOptions, followIdentity } from './follow-identity';
import type { IdentitySource } from './identity';
import { readIdentityFiles, watchIdentityFiles } from './identity-files';

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
