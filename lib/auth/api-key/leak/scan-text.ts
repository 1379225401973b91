import { API_KEY_SEARCH, maskApiKey, parseApiKey } from '../key-format';

type FoundKey = {
  /** From 1. */
  line: number;
  column: number;
  /** `tg_live_Ab12Cd34…` */
  masked: string;
};

/**
 * Finds API keys in a text. The checksum tells a key from something that only looks like one, so a
 * finding is worth stopping for.
 */
export function scanText(text: string): FoundKey[] {
  const found: FoundKey[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    for (const match of line.matchAll(API_KEY_SEARCH)) {
      const parsed = parseApiKey(match[0]);
      if (!parsed) continue;
      found.push({ line: index + 1, column: match.index + 1, masked: maskApiKey(parsed) });
    }
  }
  return found;
}
