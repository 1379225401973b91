import type { Command } from 'commander';
import { ROLL_OVERLAPS, type RollOverlap, rollApiKey } from '@/lib/auth/api-key/roll-api-key';
import { describeKey } from './describe-key';
import { operatorForKey } from './key-owner.repository';
import { printResult } from './print-result';

async function roll(id: string, options: { overlap: string; json?: boolean }): Promise<void> {
  const overlap = readOverlap(options.overlap);
  const { key, view } = await rollApiKey(await operatorForKey(id), id, { overlap });
  if (!options.json) console.error('The new key is shown this one time:');
  printResult(options.json, { key, ...describeKey(view) }, key);
}

function readOverlap(text: string): RollOverlap {
  const overlap = (Object.keys(ROLL_OVERLAPS) as RollOverlap[]).find((name) => name === text);
  if (overlap) return overlap;
  throw new Error(`--overlap is 0, 1h, 24h or 7d, not "${text}".`);
}

/** `tollgate key roll <id>`: a new secret under the same id; the old one goes on for the overlap. */
export function registerKeyRoll(key: Command): void {
  key
    .command('roll')
    .description('give a key a new secret; it is printed once')
    .argument('<id>', 'the 8 characters after tg_…_')
    .option('--overlap <time>', '0, 1h, 24h or 7d after the first use of the new secret', '24h')
    .option('--json', 'print one JSON object')
    .action(roll);
}
