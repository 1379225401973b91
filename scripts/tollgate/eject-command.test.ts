import { expect, test } from 'vitest';
import { loadFromClone } from './eject-command';

test('in an image, without the packages that read source, says where it runs', async () => {
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
  await expect(loadFromClone(() => Promise.reject(missing))).rejects.toThrow(/Run it in a clone/);
});

test('another fault stays what it is', async () => {
  const other = new Error('another');
  await expect(loadFromClone(() => Promise.reject(other))).rejects.toBe(other);
});
