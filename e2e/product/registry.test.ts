import { expect, test } from 'vitest';
import { getEnv } from '@/lib/env';
import { TAKEABLES } from '@/lib/learn/take';

const get = (file: string) => fetch(`${getEnv().APP_URL}/r/${file}`);

test('the running system serves each part as the shadcn command line reads it', async () => {
  const index = await (await get('registry.json')).json();
  expect(index).toMatchObject({ items: TAKEABLES.map(({ part }) => ({ name: part })) });
  for (const { part } of TAKEABLES) {
    const response = await get(`${part}.json`);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({
      name: part,
      files: expect.arrayContaining([
        expect.objectContaining({ target: `~/${part}/README.md`, content: expect.any(String) }),
      ]),
    });
  }
});

test('another name is not found', async () => {
  expect((await get('nothing.json')).status).toBe(404);
  expect((await get('sources.sha256')).status).toBe(404);
});
