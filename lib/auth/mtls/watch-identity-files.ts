import { type FSWatcher, watch } from 'node:fs';

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
