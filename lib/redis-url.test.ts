import { describe, expect, test } from 'vitest';
import { parseRedisUrl, RedisUrlError } from './redis-url';

describe('REDIS_URL', () => {
  test('has three forms', () => {
    expect(parseRedisUrl('redis://localhost')).toMatchObject({
      form: 'single',
      nodes: [{ host: 'localhost', port: 6379 }],
    });
    expect(parseRedisUrl('rediss+sentinel://ada:p%40ss@a:1,[::1]/main/2')).toMatchObject({
      form: 'sentinel',
      tls: true,
      nodes: [
        { host: 'a', port: 1 },
        { host: '::1', port: 26_379 },
      ],
      username: 'ada',
      password: 'p@ss',
      master: 'main',
      database: 2,
    });
    expect(parseRedisUrl('redis+cluster://a,b:7000').nodes).toHaveLength(2);
  });

  test.each([
    'localhost:6379',
    'http://localhost',
    'redis://',
    'redis://localhost:port',
    'redis://a,b',
    'redis://localhost/zero',
    'redis+sentinel://a:1,b:2',
    'redis+cluster://a/3',
    'redis://:50%@localhost',
  ])('%s is refused', (url) => {
    expect(() => parseRedisUrl(url)).toThrow(RedisUrlError);
  });
});
