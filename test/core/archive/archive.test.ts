import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ArchivedPerson,
  archivedPerson,
  archivedRegistration,
  archiveOf,
  idOfArchived,
  isReadable,
  mergePeople,
  peopleOf,
  readArchive,
} from '../../../core/archive/archive.ts';
import { lookupChanges } from '../../../core/archive/lookup-changes.ts';
import { dayOf } from '../../../core/domain/calendar-day.ts';
import { sendableAddress } from '../../../core/domain/email-address.ts';
import sentByTheForm from '../../fixtures/entries/sent-by-the-form.json' with { type: 'json' };
import { autofill, lookUp } from './old-autofill.ts';

const jordan = {
  pk: { S: 'Golden_Dragon-competitor-Jordan_Rivera' },
  reg_type: { S: 'competitor' },
  full_name: { S: 'Jordan Rivera' },
  email: { S: 'parent@example.com' },
  phone: { S: '918-555-0142' },
  school: { S: 'Golden Dragon' },
  parent: { S: 'Sam Rivera' },
  birthdate: { S: '2013-07-11' },
  gender: { S: 'male' },
  coach: { S: 'Master T' },
  medical_form: { M: { contacts: { S: 'N' }, medicalConditions: { L: [{ S: 'Asthma' }] } } },
  weight: { N: '85' },
};
type Row = Record<string, unknown>;
const person = (changes: Row = {}) => archivedRegistration({ ...jordan, ...changes });
const merged = (earlier: ArchivedPerson[], now: ArchivedPerson[]) =>
  mergePeople(earlier, now).map((one) => one.person);
const namesOf = (people: readonly ArchivedPerson[]) => people.map(({ name }) => name.S).sort();

describe('a registration in an archive', () => {
  test('has what the form’s autofill reads, and nothing else', () => {
    expect(person()).toEqual({
      pk: { S: 'Golden_Dragon-competitor-Jordan_Rivera' },
      name: { S: 'Jordan Rivera' },
      email: { S: 'parent@example.com' },
      phone: { S: '918-555-0142' },
      school: { S: 'Golden Dragon' },
      parent: { S: 'Sam Rivera' },
      birthdate: { S: '07/11/2013' },
      gender: { S: 'male' },
      coach: { S: 'Master T' },
      medical_form: {
        M: {
          allergies: { L: [] },
          medications: { L: [] },
          conditions: { L: [{ S: 'Asthma' }] },
          contacts: { S: 'N' },
        },
      },
    });
    expect(autofill(person())).toMatchObject({
      ...{ firstName: 'Jordan', lastName: 'Rivera', birthdate: '2013-07-11', conditions: ['Asthma'] },
    });
  });

  test.each([
    ['absent', undefined],
    ['empty', { S: '' }],
    ['blank', { S: ' ' }],
    ['NULL', { NULL: true }],
    ['too long for an index', { S: `${'a'.repeat(1020)}@b.co` }],
  ])('whose address is %s has one that reaches nobody, and none like another’s', (_, email) => {
    const [one, other] = [person({ email }), person({ email, pk: { S: 'another' } })];
    expect(one.email.S).toMatch(/^no-address-[0-9a-f]{16}@nobody\.invalid$/);
    expect(one.email.S).not.toBe(other.email.S);
    expect(autofill(one)).toMatchObject({ email: one.email.S });
  });

  test('has an address as it was typed, for that is how it is looked up', () => {
    expect(person({ email: { S: ' Parent@Example.com ' } }).email.S).toBe('Parent@Example.com');
    expect(sendableAddress('Parent@Example.com')).toBeDefined();
  });

  test.each(sentByTheForm)('is read by the autofill as the form sent it: $MessageBody', (message) => {
    const row = { ...JSON.parse(message.MessageBody), pk: { S: 'a-competitor-b' } };
    const one = archivedRegistration(row);
    expect(isReadable(one)).toBe(row.reg_type.S === 'competitor');
    if (isReadable(one)) expect(autofill(one)).toMatchObject({ email: row.email.S, school: row.school.S });
  });
});

describe('a merge', () => {
  test('replaces a person, wherever they train now, under the key of before, and keeps the others', () => {
    const before = [person(), person({ full_name: { S: 'Mila Novak' }, pk: { S: 'b' } })];
    const moved = person({ school: { S: 'River City' }, pk: { S: 'River-competitor-Jordan_Rivera' } });
    const after = merged(before, [moved]);
    expect(namesOf(after)).toEqual(['Jordan Rivera', 'Mila Novak']);
    expect(after).toContainEqual({ ...moved, pk: person().pk });
  });

  test('keeps what was not said this time', () => {
    const medical_form = { M: { contacts: { S: null } } };
    const [one] = merged(
      [person()],
      [person({ phone: { S: '' }, coach: { S: 'Master K' }, email: { S: '' }, medical_form })],
    );
    expect(one).toEqual({ ...person(), coach: { S: 'Master K' } });
  });

  test('takes a medical form that says that there is nothing', () => {
    const [one] = merged([person()], [person({ medical_form: { M: { contacts: { S: 'N' } } } })]);
    expect(one && autofill(one).conditions).toEqual([]);
  });

  test.each([
    ['born on different days', { birthdate: { S: '2010-01-01' } }],
    ['in different schools', { school: { S: 'River City' }, pk: { S: 'other' } }],
    ['of whom one is a coach', { reg_type: { S: 'coach' }, birthdate: undefined, pk: { S: 'A-coach-b' } }],
  ])('keeps two people of one name, %s', (_, changes) => {
    const both = [person(), person(changes)];
    const after = merged([], both);
    expect(after).toHaveLength(2);
    expect(new Set(after.map(({ pk }) => pk.S)).size).toBe(2);
    expect(merged(after, both)).toEqual(after);
    expect(readArchive(JSON.parse(JSON.stringify(archiveOf(after))))).toEqual(after);
  });

  test('reads an archive of the old system, by name', () => {
    const old = {
      'Jordan Rivera': { name: { S: 'Jordan Rivera' }, birthdate: { S: '7/11/2013' }, pk: jordan.pk },
    };
    const after = merged(readArchive(old) ?? [], [person()]);
    expect(after).toEqual([person()]);
    expect(Object.keys(archiveOf(after))).toEqual([expect.stringMatching(/^archived_[0-9a-f]{32}$/)]);
  });

  test.each([[null], [[]], ['text'], [{ a: 'b' }]])('%j is no archive', (content) => {
    expect(readArchive(content)).toBeUndefined();
  });

  test('of one person’s registrations in a tournament, takes the competitor’s', () => {
    const seminar = { ...jordan, reg_type: { S: 'seminar' }, pk: { S: 'A-seminar-b' }, coach: undefined };
    expect(merged([], peopleOf([seminar, jordan]))).toEqual([person()]);
  });
});

const text = fc.constantFrom('', 'Ann Bo', 'ann  bo', 'Cy Di', 'Cher', 'Bo\u0301 Li', 'None');
const attribute = fc.oneof(
  text.map((S) => ({ S })),
  fc.constantFrom(undefined, { NULL: true }, { S: null }, { N: '7' }, { L: [] }, 'bare', { M: {} }),
);
const row = fc.record({
  ...{ full_name: attribute, email: attribute, phone: attribute, school: attribute, coach: attribute },
  birthdate: fc.oneof(
    fc.constantFrom({ S: '2013-07-11' }, { S: '7/11/2013' }, { S: '02/30/2013' }, { S: '2012-02-29' }),
    attribute,
  ),
  reg_type: fc.constantFrom({ S: 'competitor' }, { S: 'coach' }),
  pk: fc.constantFrom('A-competitor-b', 'A-coach-b', 'A-competitor-c', 'd').map((S) => ({ S })),
  medical_form: fc.oneof(attribute, fc.constant({ S: '{"allergies":"None"}' })),
});
const rows = fc.array(row, { maxLength: 6 });
const who = (one: ArchivedPerson) => JSON.stringify([one.name.S.toLowerCase(), dayOf(one.birthdate.S)]);

describe('whatever was registered', () => {
  test('a merge loses nobody, gives everybody a key of their own, and changes nothing the second time', () => {
    fc.assert(
      fc.property(rows, rows, (first, second) => {
        const [before, now] = [merged([], peopleOf(first)), peopleOf(second)];
        const after = merged(before, now);
        const present = new Set(after.map(who));
        for (const one of [...before, ...now]) expect(present).toContain(who(one));
        expect(after.length).toBeGreaterThanOrEqual(before.length);
        expect(new Set(after.map(({ pk }) => pk.S)).size).toBe(after.length);
        const again = merged(after, now);
        const byKey = (people: ArchivedPerson[]) => people.toSorted((a, b) => (a.pk.S < b.pk.S ? -1 : 1));
        expect(byKey(again)).toEqual(byKey(after));
        expect(Object.keys(archiveOf(after))).toHaveLength(after.length);
      }),
    );
  });

  test('every row that is loaded can be read by the autofill, and a second load has nothing to do', () => {
    fc.assert(
      fc.property(rows, rows, (old, registered) => {
        const people = peopleOf(registered);
        const table = new Map(merged([], old.map(archivedPerson)).map((one) => [one.pk.S, one]));
        const before = table.size;
        const changes = lookupChanges([...table.values()], people);
        for (const { item } of changes.rows) {
          expect(autofill(item)).toMatchObject({ email: item.email.S });
          expect(lookUp([item], item.email.S, '', '')).toHaveLength(1);
          table.set(item.pk.S, item);
        }
        expect(table.size).toBe(before + changes.counts.new);
        expect(lookupChanges([...table.values()], people).rows).toEqual([]);
      }),
    );
  });

  test('an id says who it is, not how it is typed', () => {
    expect(idOfArchived(person())).toBe(
      idOfArchived(person({ full_name: { S: 'JORDAN  rivera' }, birthdate: { S: '7/11/2013' } })),
    );
  });
});
