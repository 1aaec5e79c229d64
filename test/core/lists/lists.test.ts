import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attentionRows, groupWarnings, notTakingPartRows } from '../../../core/lists/attention.ts';
import { makeLists } from '../../../core/lists/lists.ts';
import { enters, type Participant } from '../../../core/lists/participant.ts';
import { oldExportRows, rosterRows } from '../../../core/lists/roster.ts';
import { madeUpPeople, competitionYear as madeUpYear } from '../../../local/samples/made-up-people.ts';
import { competitionYear, oddRows, person, rowOf, type Said } from './people.ts';

const listsOf = (...people: Said[]) => makeLists(people.map(rowOf), { competitionYear });

describe('lists of any people', () => {
  const rows = [...madeUpPeople(150, 3), ...oddRows];

  test('have everybody in exactly one group of each division entered', () => {
    const { takingPart, sparring, breaking, poomsae } = makeLists(rows, { competitionYear: madeUpYear });
    const people = takingPart.map(({ participant }) => participant);
    const expectOnce = (
      kind: Parameters<typeof enters>[1],
      groups: readonly { members: readonly Participant[] }[],
    ) => {
      const grouped = groups.flatMap(({ members }) => members).filter((one) => enters(one, kind));
      const entered = people.filter((one) => enters(one, kind));
      expect(grouped.map(({ id }) => id).sort()).toEqual(entered.map(({ id }) => id).sort());
    };
    const sparringIn = (division: string) =>
      sparring.filter((group) => group.division.split('+').includes(division));
    expectOnce('sparring', sparringIn('color_belt'));
    expectOnce('sparring-gr', sparringIn('grass_roots'));
    expectOnce('sparring-wc', sparringIn('world_class'));
    expectOnce('breaking', breaking);
    expectOnce(
      'poomsae',
      poomsae.grouped.filter(({ division }) => division === 'individual'),
    );
    expectOnce(
      'world-class poomsae',
      poomsae.grouped.filter(({ division }) => division === 'world_class'),
    );
  });

  test('are the same in whatever order the rows are read', async () => {
    const expected = makeLists(rows.slice(0, 60), { competitionYear: madeUpYear });
    await fc.assert(
      fc.property(fc.shuffledSubarray(rows.slice(0, 60), { minLength: 60 }), (shuffled) => {
        const { takingPart: _, ...lists } = makeLists(shuffled, { competitionYear: madeUpYear });
        const { takingPart: __, ...others } = expected;
        expect(lists).toEqual(others);
      }),
      { numRuns: 10 },
    );
  });

  test('are made of any rows', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('competitor', 'sparring', '3', 'F'));
    const row = fc.dictionary(
      fc.constantFrom('pk', 'reg_type', 'full_name', 'school', 'events', 'age', 'gender', 'weight', 'coach'),
      text.map((S) => ({ S })),
    );
    await fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), (some) => {
        const registered = some.map((one, index) => ({ ...one, entryId: { S: `e${index}` } }));
        expect(makeLists(registered, { competitionYear }).roster).toHaveLength(some.length);
      }),
    );
  });
});

describe('people whose money was returned', () => {
  const lists = listsOf(
    { name: 'A' },
    { name: 'B', payment_state: 'refunded' },
    { name: 'C', payment_state: 'on hold' },
    { name: 'D', payment_state: 'refund pending' },
  );

  test('are in no group, no count and on no list of people', () => {
    expect(lists.sparring.flatMap(({ members }) => members.map(({ name }) => name))).toEqual(['A', 'C']);
    expect(lists.roster.map(({ name }) => name)).toEqual(['A', 'C']);
    expect(lists.participation[2]?.total).toBe(2);
  });

  test('are listed apart, with the reason', () => {
    expect(notTakingPartRows(lists.notTakingPart).map(({ name, reason }) => [name, reason])).toEqual([
      ['B', 'Payment is refunded'],
      ['D', 'Payment is refund pending'],
    ]);
  });
});

describe('what needs attention', () => {
  test('is what the row says now, what its payment said, and a missing weight of somebody who spars', () => {
    const { takingPart } = makeLists(
      [
        { ...rowOf({ name: 'A', school: 'B', weight: 80 }), payment_findings: { S: 'Payment is less' } },
        rowOf({ name: 'Fine', weight: 80 }),
        rowOf({ name: 'B', belt: 'plaid' }),
        rowOf({ name: 'C', school: 'B', weight: 80, payment_state: 'on hold' }),
        rowOf({ name: 'D', school: 'B', type: 'coach' }),
      ],
      { competitionYear },
    );
    expect(attentionRows(takingPart).map(({ name, what_to_look_at }) => [name, what_to_look_at])).toEqual([
      ['A', 'Payment is less'],
      ['C', 'Payment is on hold'],
      ['B', 'Belt is not one that we know; Weight is missing, and the person spars'],
    ]);
  });

  test('of a group is that it is one person, or has school-mates', () => {
    const [a, b] = [person({ name: 'A', school: 'Owasso' }), person({ name: 'B', school: 'OWASSO' })];
    expect(groupWarnings([a], 'matchup')).toEqual(['Needs manual merge (single competitor group)']);
    expect(groupWarnings([a, b], 'matchup')).toEqual(['Same-school matchup present: Owasso']);
    expect(groupWarnings([a, person({ name: 'C', school: 'X' })], 'pairing')).toEqual([]);
  });
});

test('the roster is by school: competitors, then coaches, by name', () => {
  const { roster } = listsOf(
    { name: 'Z', school: 'Owasso', weight: 85.5 },
    { name: 'B', school: 'Owasso', type: 'coach' },
    { name: 'A', school: 'Owasso', events: 'poomsae,Nunchaku' },
    { name: 'C', school: 'Bixby' },
  );
  expect(
    rosterRows(roster).map(({ school, name, events, weight }) => [school, name, events, weight]),
  ).toEqual([
    ['Bixby', 'C', 'Sparring', ''],
    ['Owasso', 'A', 'Poomsae, Nunchaku', ''],
    ['Owasso', 'Z', 'Sparring', 85.5],
    ['Owasso', 'B', '', ''],
  ]);
});

test('the old export is by the last word of the name', () => {
  const { roster } = listsOf(
    { name: 'Ann Zimmer', weight: 85, events: 'sparring-gr,poomsae', belt: '2 degree black' },
    { name: 'Zoe Adams', gender: 'F' },
    { name: 'A Coach', type: 'coach' },
  );
  expect(oldExportRows(roster)).toEqual([
    {
      Name: 'Zoe Adams',
      Gender: 'female',
      Belt: 'blue',
      Age: 13,
      Weight: '',
      School: 'Dojang',
      Events: 'sparring',
    },
    {
      Name: 'Ann Zimmer',
      Gender: 'male',
      Belt: 'black',
      Age: 13,
      Weight: '85 lbs',
      School: 'Dojang',
      Events: 'sparring-gr, poomsae',
    },
  ]);
});
