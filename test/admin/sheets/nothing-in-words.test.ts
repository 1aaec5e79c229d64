import { expect, test } from 'vitest';
import { nobodyInWords } from '../../../admin/near-misses-in-words.ts';
import { nothingInWords } from '../../../admin/sheets/nothing-in-words.ts';
import type { NearMisses } from '../../../core/jobs/near-misses.ts';
import type { SheetFilter } from '../../../core/sheets/sheet-order.ts';

const owasso = { school: 'Golden Dragon TKD - Owasso', registrations: 41 };
const school = { kind: 'school', school: 'Golden Dragon' } as const;

test.each<[SheetFilter, NearMisses, string]>([
  [{ kind: 'all' }, {}, 'Nothing to print: nobody is registered yet.'],
  [{ kind: 'changed' }, {}, 'Nothing to print: nothing has changed since the last sheets.'],
  [{ kind: 'type', registrationType: 'coach' }, {}, 'Nothing to print: no coach is registered.'],
  [
    school,
    { school: { schools: 9, near: [owasso, { school: 'Gold Dragons', registrations: 1 }] } },
    [
      'No school is called Golden Dragon; did you mean:',
      '  Golden Dragon TKD - Owasso (41 registrations)',
      '  Gold Dragons (1 registration)',
    ].join('\n'),
  ],
  [
    school,
    { school: { schools: 9, near: [] } },
    'No school is called Golden Dragon, and of the 9 that are registered none is called alike.',
  ],
  [
    school,
    { school: { schools: 0, near: [] } },
    'No school is called Golden Dragon; nobody is registered yet.',
  ],
  [
    { kind: 'ids', ids: ['T1-7K3M9-QXAB3'] },
    { ids: [{ id: 'T1-7K3M9-QXAB3', near: 'T1-7K3M9-QXAB2' }] },
    'This id is nobody’s:\n  T1-7K3M9-QXAB3; did you mean T1-7K3M9-QXAB2?',
  ],
])('an order that nobody matches, %j, is answered with near misses', (filter, missed, words) => {
  expect(nothingInWords(filter, missed)).toBe(words);
});

test('every id that belongs to nobody is reported, also when others are printed', () => {
  expect(nobodyInWords([{ id: 'a', near: 'b' }, { id: 'c' }])).toBe(
    'These ids are nobody’s:\n  a; did you mean b?\n  c',
  );
});
