import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DnsServer } from '@/scripts/testing/dns-server';
import { domainOfEmail, findProof, needsCompanySignIn, normalizeDomain } from './company-domain';

const dns = new DnsServer();

beforeAll(async () => {
  process.env.DNS_SERVERS = await dns.listen();
});

beforeEach(() => {
  dns.records.clear();
  dns.failure = undefined;
});

afterAll(() => dns.close());

describe('a domain', () => {
  it.each([
    ['example.com', 'example.com'],
    [' Example.COM. ', 'example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    // Attack: the second letter is Cyrillic.
    ['exаmple.com', 'xn--exmple-4nf.com'],
    ['ｅｘａｍｐｌｅ.com', 'example.com'],
  ])('%j is %s', (text, domain) => {
    expect(normalizeDomain(text)).toBe(domain);
  });

  it.each([
    '',
    'localhost',
    'example..com',
    '-a.com',
    '10.0.0.1',
    'exam ple.com',
    'a_b.com',
    '_x.com',
  ])('%j is none', (text) => {
    expect(normalizeDomain(text)).toBeUndefined();
  });
});

describe('the domain of an address', () => {
  it.each([
    ['ada@example.com', 'example.com'],
    ['Ada@EXAMPLE.com', 'example.com'],
    ['ada@example.com.evil.example', 'example.com.evil.example'],
    ['ada@notexample.com', 'notexample.com'],
    ['ada@exаmple.com', 'xn--exmple-4nf.com'],
    ['ada@evil.example@example.com', undefined],
    ['"ada@evil.example"@example.com', undefined],
    ['example.com', undefined],
    ['@example.com', undefined],
  ])('%s: %s', (email, domain) => {
    expect(domainOfEmail(email)).toBe(domain);
  });
});

describe('the proof in the DNS', () => {
  const proof = 'tollgate-domain-verification=abc';

  it('is found in its own record, whole, among others', async () => {
    dns.records.set('_tollgate.example.com', ['v=other', proof]);
    expect(await findProof('example.com', proof)).toBe('found');
  });

  it.each([
    ['no record', () => {}],
    ['one of the domain itself', () => dns.records.set('example.com', [proof])],
    ['one that contains it', () => dns.records.set('_tollgate.example.com', [`x ${proof} y`])],
    ['one of a look-alike', () => dns.records.set('_tollgate.xn--exmple-4nf.com', [proof])],
    ['one of a subdomain', () => dns.records.set('_tollgate.www.example.com', [proof])],
  ])('is missing with %s', async (_what, arrange) => {
    arrange();
    expect(await findProof('example.com', proof)).toBe('missing');
  });

  it('is unknown where the name server fails', async () => {
    dns.failure = 'SERVFAIL';
    expect(await findProof('example.com', proof)).toBe('unreachable');
  });
});

describe('requiring the sign-in of the company', () => {
  const provider = { domain: 'example.com', requiredById: 'owner' };
  const member = { id: 'ada', email: 'ada@example.com', companyMember: null };

  it.each([
    ['closes the workspace to an address of the domain', provider, member, true],
    ['but not while it is optional', { ...provider, requiredById: null }, member, false],
    ['nor to other domains', provider, { ...member, email: 'ada@other.example' }, false],
    ['nor to the owner who required it', provider, { ...member, id: 'owner' }, false],
    ['nor to who came by it', provider, { ...member, companyMember: { userId: 'ada' } }, false],
  ])('%s', (_what, required, person, closed) => {
    expect(needsCompanySignIn(required, person)).toBe(closed);
  });
});
