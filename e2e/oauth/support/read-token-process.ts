import { createHash } from 'node:crypto';
import { readAccessToken } from '@/lib/auth/oauth/connections/with-connection';
import { closeDatabase } from '@/lib/db';

/** A process of its own that reads the token of a connection, many times at once, when it is told to. */
const id = process.argv[2] ?? '';
const TIMES = 5;

process.once('message', () => {
  void Promise.all(Array.from({ length: TIMES }, () => readAccessToken(id)))
    .then((tokens) => {
      const digests = tokens.map(({ value }) => createHash('sha256').update(value).digest('hex'));
      process.send?.({ digests });
    })
    .catch((error: unknown) => process.send?.({ error: String(error) }))
    .finally(async () => {
      await closeDatabase();
      process.disconnect();
    });
});
process.send?.({ ready: true });
