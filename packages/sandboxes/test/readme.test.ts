import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Payments } from '../stripe/payments.ts';
import { routesOf } from '../stripe/routes/routes.ts';

const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('README.md has a table of every operation of Stripe’s API that the sandbox knows', () => {
  const [, table = ''] = /\| Resource \| Operations \|\n\|[-|]+\|\n((?:\|.*\n)+)/.exec(text) ?? [];
  const described = table
    .trim()
    .split('\n')
    .flatMap((row) => {
      const [, resources = '', operations = ''] = row.split('|');
      const names = operations
        .replaceAll(/\([^)]*\)/g, '')
        .match(/\b(create|retrieve\w*|update|list\w*|del|expire|cancel|close)\b/g);
      return [...resources.matchAll(/`([^`]+)`/g)].flatMap(([, name]) =>
        (names ?? []).map((operation) => `${name}.${operation}`),
      );
    });
  const known = routesOf(undefined as unknown as Payments).map(({ operation }) => operation);
  expect(described.toSorted()).toEqual(known.toSorted());
});
