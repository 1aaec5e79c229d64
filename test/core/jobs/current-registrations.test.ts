import { expect, test } from 'vitest';
import { currentRegistrations } from '../../../core/jobs/current-registrations.ts';
import type { ProgressRecord } from '../../../core/progress/progress-record.ts';

const row = (id: string, pk: string) => ({
  ...{ id, pk, fullName: pk, school: 'Golden Dragon', registrationType: 'competitor' },
  row: { pk: { S: pk } },
});
const record = (registrationKeys: string[]): ProgressRecord => ({
  registrationKey: registrationKeys[0],
  registrationKeys,
  attention: {},
});

test('a registration is found under any key that is known, and otherwise has a new one', () => {
  const rows = [row('a', 'A'), row('b', 'B'), row('c', 'C')];
  const records = new Map([
    ['a', record(['A'])],
    ['b', record(['earlier', 'B'])],
    ['c', record(['C before it was moved'])],
    ['d', record(['gone'])],
  ]);
  const found = currentRegistrations([...rows, row('e', 'E')], records);
  expect(found.map(({ id, pk, newKey }) => [id, pk, newKey])).toEqual([
    ['a', 'A', false],
    ['b', 'B', false],
    ['c', 'C', true],
    ['e', 'E', true],
  ]);
  expect(found.map(({ record: { registrationKey } }) => registrationKey)).toEqual([
    'A',
    'earlier',
    'C before it was moved',
    undefined,
  ]);
});

test('of copies, which share an id, the known one counts, or the same one in whatever order they are read', () => {
  const [first, second] = [row('a', 'A'), row('a', 'A copied')];
  for (const rows of [
    [first, second],
    [second, first],
  ]) {
    const known = new Map([['a', record(['A copied'])]]);
    expect(currentRegistrations(rows, known)).toEqual([{ ...second, record: known.get('a'), newKey: false }]);
    expect(currentRegistrations(rows, new Map())).toMatchObject([{ pk: 'A', newKey: true }]);
  }
});
