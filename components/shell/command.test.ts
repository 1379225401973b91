import { describe, expect, it } from 'vitest';
import { findByKeys, groupCommands, listCommands, matchesQuery } from './command';

const commands = listCommands(true);

describe('the commands', () => {
  it('have no keys twice', () => {
    const keys = commands.flatMap((command) => command.keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(8);
  });

  it('have no label twice', () => {
    const labels = commands.map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
  });

  it('are found by their keys', () => {
    expect(findByKeys(commands, 'g k')).toMatchObject({ href: '/settings/api-keys' });
    expect(findByKeys(commands, 'g x')).toBeUndefined();
  });

  it('are found by the beginnings of their words, in any order', () => {
    const labels = (query: string) =>
      commands.filter((command) => matchesQuery(command, query)).map(({ label }) => label);
    expect(labels('key new')).toEqual(['New API key']);
    expect(labels('errors')).toEqual(['Problems of the API']);
    expect(labels('ashboard')).toEqual([]);
  });

  it('offer a stranger nothing that needs a sign-in', () => {
    const hrefs = listCommands(false).flatMap((command) => ('href' in command ? command.href : []));
    expect(hrefs.filter((href) => /^\/(settings|developers|dashboard)/.test(href))).toEqual([]);
  });

  it('keep the order of their groups', () => {
    expect(groupCommands(commands).map(({ value }) => value)).toEqual([
      'Metering',
      'Settings',
      'Developers',
      'Do',
      'Pages',
    ]);
  });
});
