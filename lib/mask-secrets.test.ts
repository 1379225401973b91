import { describe, expect, it } from 'vitest';
import { maskSecrets } from './mask-secrets';

const SECRET = 'S3cretS3cretS3cretS3cretS3cretS3cretS3';

describe('maskSecrets', () => {
  it.each([
    ['live key', `tg_live_Ab12Cd34${SECRET}`, 'tg_live_Ab12Cd34…'],
    ['test key', `tg_test_Ab12Cd34${SECRET}`, 'tg_test_Ab12Cd34…'],
    ['access token', `tg_at_${SECRET}`, 'tg_at_…'],
    ['refresh token', `tg_rt_${SECRET}`, 'tg_rt_…'],
    ['client secret', `tg_cs_${SECRET}`, 'tg_cs_…'],
    ['webhook secret', `whsec_${SECRET}`, 'whsec_…'],
    ["bot's token of Slack", `xoxe.xoxb-1-${SECRET}`, 'xoxe.xoxb-…'],
    ["refresh token of Slack's", `xoxe-1-${SECRET}`, 'xoxe-…'],
    ["token of Google's", `ya29.${SECRET}`, 'ya29.…'],
    ["token of GitHub's", `gho_${SECRET}`, 'gho_…'],
    ["CI job's ID token", `eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.${SECRET}`, 'eyJ…'],
  ])('keeps only what names a %s', (_kind, secret, masked) => {
    const url = `https://localhost/x?k=${secret}&y=1`;
    expect(maskSecrets(url)).toBe(`https://localhost/x?k=${masked}&y=1`);
  });

  it('drops a private key whole', () => {
    const pem = `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`;
    expect(maskSecrets(`error near ${pem}`)).toBe('error near [private key]');
  });

  it('masks every one in a text', () => {
    expect(maskSecrets(`tg_at_${SECRET} tg_at_${SECRET}`)).not.toContain(SECRET);
  });
});
