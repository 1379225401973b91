import { z } from 'zod';
import { databaseUrlFault } from './database-url';

/** What a variable of the environment may hold. An empty one counts as not set. */

const portNumber = z.coerce.number<string>().int().min(1).max(65_535);

export const port = (fallback: number) => portNumber.default(fallback);

export const ports = (first: number, second: number) =>
  z
    .string()
    .default(`${first},${second}`)
    .transform((text) => text.split(','))
    .pipe(z.tuple([portNumber, portNumber]));

export const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );

export const optional = z
  .string()
  .optional()
  .transform((text) => (text === '' ? undefined : text));

export const optionalPort = optional.pipe(portNumber.optional());

export const databaseUrl = optional.superRefine((text, context) => {
  const message = text && databaseUrlFault(text);
  if (message) context.addIssue({ code: 'custom', message });
});

export const flag = z
  .enum(['0', '1', ''])
  .optional()
  .transform((text) => text === '1');
