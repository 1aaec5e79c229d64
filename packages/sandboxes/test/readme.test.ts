import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { callsOf as callsOfChallonge } from '../challonge/api/api.ts';
import type { World } from '../challonge/api/call.ts';
import { SwitchedSettings as ChallongeSettings } from '../challonge/settings.ts';
import { stateChanges } from '../challonge/tournaments.ts';
import { callsOf } from '../drive/api.ts';
import type { DriveWorld } from '../drive/call.ts';
import { SwitchedSettings } from '../drive/settings.ts';
import type { Payments } from '../stripe/payments.ts';
import { routesOf } from '../stripe/routes/routes.ts';

const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The operations in the table of a chapter, as `resource.operation`. */
function described(chapter: string, operation: RegExp): string[] {
  const [, table = ''] =
    new RegExp(
      `## ${chapter}\\n[\\s\\S]*?\\| Resource \\| Operations \\|\\n\\|[-|]+\\|\\n((?:\\|.*\\n)+)`,
    ).exec(text) ?? [];
  return table
    .trim()
    .split('\n')
    .flatMap((row) => {
      const [, resources = '', operations = ''] = row.split('|');
      const names = operations.replaceAll(/\([^)]*\)/g, '').match(operation) ?? [];
      return [...resources.matchAll(/`([^`]+)`/g)].flatMap(([, name]) =>
        names.map((one) => `${name}.${one}`),
      );
    });
}

test('README.md has a table of every operation of Stripe’s API that the sandbox knows', () => {
  const known = routesOf(undefined as unknown as Payments).map(({ operation }) => operation);
  const names = /\b(create|retrieve\w*|update|list\w*|del|expire|cancel|close)\b/g;
  expect(described("Stripe's money", names).toSorted()).toEqual(known.toSorted());
});

test('README.md has a table of every operation of Drive’s API that the sandbox knows, and every switch', () => {
  const world = { settings: new SwitchedSettings({}) } as unknown as DriveWorld;
  const calls = callsOf(world).map(({ operation }) => operation);
  // Uploads are how files are created and updated, not an operation of their own.
  const known = [...new Set(calls)].filter((operation) => operation !== 'files.upload');
  expect(described('Drive', /\w+/g).toSorted()).toEqual(known.toSorted());
  const [, table = ''] = /\| Setting \| At first .*\n\|[-|]+\|\n((?:\|.*\n)+)/.exec(text) ?? [];
  const switches = table.split('\n').flatMap((row) => row.split('|')[1]?.match(/\w+/g) ?? []);
  expect(switches.toSorted()).toEqual(Object.keys(world.settings.now).toSorted());
});

test('README.md has a table of every operation of Challonge’s API that the sandbox knows, and every switch', () => {
  const world = { settings: new ChallongeSettings({}) } as unknown as World;
  const calls = Object.values(callsOfChallonge(world)).flat();
  const known = new Set([
    ...calls.map(({ operation }) => operation),
    ...stateChanges.map((change) => `tournaments.${change}`),
  ]);
  expect(described('Challonge', /\w+/g).toSorted()).toEqual([...known].toSorted());
  const [, table = ''] = /\| Switch \| At first .*\n\|[-|]+\|\n((?:\|.*\n)+)/.exec(text) ?? [];
  const switches = table.split('\n').flatMap((row) => row.split('|')[1]?.match(/\w+/g) ?? []);
  expect(switches.toSorted()).toEqual(Object.keys(world.settings.now).toSorted());
});
