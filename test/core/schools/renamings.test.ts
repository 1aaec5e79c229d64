import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparableName } from '../../../core/domain/names.ts';
import { registeredTwice, renamingsOf, undoingOf } from '../../../core/schools/renamings.ts';
import { canonicalNames } from '../../../core/schools/school-names.ts';

const row = (id: string, school: string, changes: Record<string, { S: string }> = {}) => ({
  pk: { S: `${school}-competitor-${id}` },
  entryId: { S: id },
  full_name: { S: `Child ${id}` },
  school: { S: school },
  reg_type: { S: 'competitor' },
  birthdate: { S: '07/11/2013' },
  ...changes,
});
const canonicalOf = canonicalNames({ 'Golden Dragon': ['GD Owasso', 'golden dragon!'] });

test('those whose school is one of the spellings get the canonical name, and those who have it keep it', () => {
  const rows = [
    row('a', 'gd owasso '),
    row('b', 'GOLDEN DRAGON'),
    row('c', 'Golden Dragon'),
    row('d', 'River City'),
    { ...row('e', ''), school: { NULL: true } },
  ];
  expect(renamingsOf(rows, canonicalOf)).toEqual([
    { id: 'a', pk: 'gd owasso -competitor-a', from: 'gd owasso ', to: 'Golden Dragon' },
    { id: 'b', pk: 'GOLDEN DRAGON-competitor-b', from: 'GOLDEN DRAGON', to: 'Golden Dragon' },
  ]);
});

test('one child who is registered under two spellings is found', () => {
  const child = { full_name: { S: 'Jo Park' } };
  const rows = [row('a', 'GD Owasso', child), row('b', 'Golden Dragon', child), row('c', 'GD Owasso')];
  const renamings = renamingsOf(rows, canonicalOf);
  expect(registeredTwice(rows, renamings)).toEqual([['a', 'b']]);
  expect(registeredTwice(rows, [])).toEqual([]);
  const refunded = rows.map((one, index) =>
    index === 1 ? { ...one, payment_state: { S: 'refunded' } } : one,
  );
  expect(registeredTwice(refunded, renamings)).toEqual([]);
});

const school = fc.constantFrom('GD Owasso', 'gd-owasso', 'Golden Dragon', 'GOLDEN dragon', 'River City', ' ');
test('undone, every row is as it was, except for those that somebody has changed since', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ school, since: fc.option(school) })),
      fc.array(school, { maxLength: 2 }),
      (people, spellings) => {
        const names = canonicalNames({ 'Golden Dragon': spellings });
        const rows = people.map(({ school: written }, index) => row(`cs_${index}`, written));
        const renamings = renamingsOf(rows, names);
        for (const { from } of renamings)
          expect(spellings.map(comparableName)).toContain(comparableName(from));
        const to = new Map(renamings.map((one) => [one.id, one.to]));
        const after = rows.map((one, index) => {
          const name = people[index]?.since ?? to.get(`cs_${index}`) ?? one.school.S;
          return { ...one, school: { S: name } };
        });
        const back = new Map(undoingOf(after, renamings, new Set(to.keys())).map((one) => [one.id, one]));
        for (const [index, one] of after.entries()) {
          const undone = back.get(one.entryId.S);
          const changed = !to.has(one.entryId.S) || one.school.S !== to.get(one.entryId.S);
          expect(undone === undefined).toBe(changed);
          if (undone) expect([undone.from, undone.to]).toEqual([one.school.S, rows[index]?.school.S]);
        }
      },
    ),
  );
});
