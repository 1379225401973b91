import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { PLAIN_PAGE_POLICY, plainPage } from './plain-page';

test('the policy lets exactly the style of the page through, and nothing else', () => {
  const page = plainPage('It is down', '<p>Try again.</p>');
  const [, style = ''] = /<style>([^]*)<\/style>/.exec(page) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(PLAIN_PAGE_POLICY).toContain(`style-src 'sha256-${hash}'`);
  expect(PLAIN_PAGE_POLICY).toContain("default-src 'none'");
  expect(page).not.toMatch(/ style=|<script/);
});

test('its title is text, and names Tollgate once', () => {
  expect(plainPage('<b>', '')).toContain('<title>&lt;b&gt; · Tollgate</title>');
  expect(plainPage('Tollgate rests', '')).toContain('<title>Tollgate rests</title>');
});
