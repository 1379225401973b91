import { z } from 'zod';
import { isStorable, UNSTORABLE_TEXT } from '@/lib/http/text-schema';

const MAX_PROPERTIES = 50;
const MAX_NAME_LENGTH = 64;
const MAX_TEXT_LENGTH = 500;

const VALUE = `A number, true, false, null or a text of at most ${MAX_TEXT_LENGTH} characters.`;

const shape = z.record(
  z.string().min(1).max(MAX_NAME_LENGTH),
  z.union([z.string().max(MAX_TEXT_LENGTH), z.number(), z.boolean(), z.null()]),
);

/**
 * The properties of an event.
 *
 * Attack: a body full of wrong properties. The library makes an error for each of them and each kind
 * of value that it is not: two seconds in which no one else is answered. So it stops at the first.
 */
export const propertiesInput = z.preprocess((value, context) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const wrong = findWrong(Object.entries(value));
  if (!wrong) return value;
  context.addIssue({ code: 'custom', ...wrong });
  return z.NEVER;
}, shape);

function findWrong(entries: [string, unknown][]): { path?: string[]; message: string } | undefined {
  if (entries.length > MAX_PROPERTIES) return { message: `At most ${MAX_PROPERTIES}.` };
  for (const [name, value] of entries) {
    if (!isStorable(name) || (typeof value === 'string' && !isStorable(value))) {
      return { path: [name], message: UNSTORABLE_TEXT };
    }
    if (!isName(name)) {
      return { path: [name], message: `No name: a text of 1 to ${MAX_NAME_LENGTH} characters.` };
    }
    if (!isValue(value)) return { path: [name], message: VALUE };
  }
  return undefined;
}

/** `__proto__` would be dropped without a word by anyone who copies the object. */
function isName(name: string): boolean {
  return name.length > 0 && name.length <= MAX_NAME_LENGTH && name !== '__proto__';
}

function isValue(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= MAX_TEXT_LENGTH;
  return value === null || typeof value === 'boolean' || Number.isFinite(value);
}
