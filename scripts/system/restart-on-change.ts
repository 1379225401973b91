import { watch } from 'node:fs';
import { print } from './progress';
import type { ServiceName, SystemProcesses } from './system-processes';

const QUIET_MS = 300;
const IRRELEVANT = /\.test\.ts$|(^|\/)generated\/|(^|\/)\.|~$/;

/** Which processes run code of which folder. Pages and components reload inside Next.js itself. */
const FOLDERS: Record<string, readonly ServiceName[]> = {
  'services/workload-ca': ['workload-ca'],
  'services/identity-provider': ['stand-ins'],
  'services/integrations': ['stand-ins'],
  'services/development': ['stand-ins'],
  'services/stand-ins': ['stand-ins'],
  'services/billing': ['billing'],
  'services/web': ['web'],
  lib: ['billing', 'web'],
};

/** Restarts a process when its code changes, once the editor has been quiet for a moment. */
export function restartOnChange(system: SystemProcesses): void {
  const waiting = new Set<ServiceName>();
  let timer: NodeJS.Timeout | undefined;
  let restarting = Promise.resolve();
  const flush = () => {
    const names = [...waiting];
    waiting.clear();
    for (const name of names) restarting = restarting.then(() => restartOne(system, name));
  };
  for (const [folder, names] of Object.entries(FOLDERS)) {
    watch(folder, { recursive: true }, (_event, file) => {
      if (!file || IRRELEVANT.test(file)) return;
      for (const name of names) waiting.add(name);
      clearTimeout(timer);
      timer = setTimeout(flush, QUIET_MS);
    });
  }
}

async function restartOne(system: SystemProcesses, name: ServiceName): Promise<void> {
  try {
    await system.restart(name);
    print(name, 'restarted');
  } catch (error) {
    // The next save starts it again.
    console.error(error instanceof Error ? error.message : String(error));
  }
}
