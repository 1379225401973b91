import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { openFrontDoor } from '@/e2e/support/open-front-door';
import { delayIn } from './delay-scripts';

const SCRIPT = '<script src="/_next/static/chunks/1tt3-_.js" async="" nonce="a+/="></script>';
const LATER =
  '<script type="text/later" src="/_next/static/chunks/1tt3-_.js" async="" nonce="a+/="></script>';

/** What starts them stands before the first, with its nonce. */
const withoutStarter = (html: string) =>
  html.replace(
    /<script nonce="a\+\/=">\{[^<]*querySelectorAll[^<]*\}<\/script>(?=<script type="text\/later")/,
    '',
  );

let close: (() => void) | undefined;
afterEach(() => close?.());

async function get(pages: (response: ServerResponse) => void, dev = false, encoding = 'br') {
  const door = await openFrontDoor({ pages: async (_request, response) => pages(response), dev });
  close = door.close;
  return fetch(door.url, { headers: { 'accept-encoding': encoding } });
}

/** A page as Next.js writes it, in parts. */
const page =
  (...parts: (string | Uint8Array)[]) =>
  (response: ServerResponse) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    for (const part of parts) response.write(part);
    response.end();
  };

describe('the scripts of a page', () => {
  test('wait, and are not announced', () => {
    const preload =
      '<link rel="preload" as="script" fetchPriority="low" nonce="n" href="/_next/static/chunks/a.js"/>';
    const html = delayIn(`<head>${preload}${SCRIPT}${SCRIPT}</head>`);
    expect(html).not.toBe(withoutStarter(html));
    expect(withoutStarter(html)).toBe(`<head>${LATER}${LATER}</head>`);
  });

  test.each([
    ['what runs in place', '<script nonce="n">self.__next_f.push([1,"x"])</script>'],
    ['a script of ours', '<script src="/page.js" defer="" nonce="n"></script>'],
    [
      'one for old browsers',
      '<script src="/_next/static/chunks/a.js" noModule="" nonce="n"></script>',
    ],
    [
      'one of elsewhere',
      '<script src="https://a.example/_next/static/chunks/a.js" async="" nonce="n"></script>',
    ],
    ['a face of the letters', '<link rel="preload" href="/_next/static/media/a.woff2" as="font"/>'],
    ['text that shows one', '&lt;script src="/_next/static/chunks/a.js" async="" nonce="n"&gt;'],
  ])('%s stays', (_name, html) => {
    expect(delayIn(html)).toBe(html);
  });

  test('wait in text and in bytes, and other letters come out as they went in', async () => {
    const bytes = Buffer.from(`<p>ü€𝄞</p>${SCRIPT}`);
    const answer = await get(page('<p>ü€𝄞</p>', SCRIPT, bytes.subarray(0, 5), bytes.subarray(5)));
    const text = withoutStarter(withoutStarter(await answer.text()));
    expect(text).toBe(`<p>ü€𝄞</p>${LATER}<p>ü€𝄞</p>${LATER}`);
  });

  test('cut in two stay as they are: they start at once, and the page works', async () => {
    const answer = await get(page(SCRIPT.slice(0, 20), SCRIPT.slice(20)));
    expect(await answer.text()).toBe(SCRIPT);
  });

  test('make no length wrong', async () => {
    const answer = await get(
      (response) => {
        response.setHeader('content-type', 'text/html');
        response.setHeader('content-length', SCRIPT.length);
        response.end(SCRIPT);
      },
      false,
      'identity',
    );
    expect(withoutStarter(await answer.text())).toBe(LATER);
  });

  test('that come after the head start at once', async () => {
    const answer = await get(page(`${SCRIPT}</head>`, SCRIPT));
    expect(withoutStarter(await answer.text())).toBe(`${LATER}</head>${SCRIPT}`);
  });

  test('do not wait while one develops, nor in what is no page', async () => {
    expect(await (await get(page(SCRIPT), true)).text()).toBe(SCRIPT);
    close?.();
    const text = await get((response) => {
      response.setHeader('content-type', 'text/x-component');
      response.end(SCRIPT);
    });
    expect(await text.text()).toBe(SCRIPT);
  });
});

test.each(['br', 'gzip'])('a page is compressed with %s where that is understood', async (name) => {
  const answer = await get(page('<p>long</p>'.repeat(500)), false, name);
  expect(answer.headers.get('content-encoding')).toBe(name);
  expect(await answer.text()).toBe('<p>long</p>'.repeat(500));
});
