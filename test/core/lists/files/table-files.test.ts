import { describe, expect, test } from 'vitest';
import { tableFiles } from '../../../../core/lists/files/table-files.ts';
import { makeLists } from '../../../../core/lists/lists.ts';
import { competitionYear, rowOf, type Said } from '../people.ts';

const filesOf = (...people: Said[]) =>
  new Map(
    tableFiles(makeLists(people.map(rowOf), { competitionYear })).map(({ name, content }) => [
      name,
      String(content),
    ]),
  );

const linesOf = (csv = '') => csv.replace('\uFEFF', '').trimEnd().split('\r\n');

describe('the old lists have their old columns', () => {
  test.each([
    [
      'sparring_groups.csv',
      'group_number,division,gender,age_group,group_size,competitor_name,school,age,weight,original_age_group,age_group_move_direction',
    ],
    [
      'breaking_groups.csv',
      'group_number,gender,age_group,group_size,competitor_name,school,age,belt_rank,weight',
    ],
    [
      'poomsae_groups.csv',
      'section,division,group_number,group_size,list_position,name,school,gender,age,age_group,original_age_group,age_group_move_direction,belt',
    ],
    ['GfG.csv', 'Name,Gender,Belt,Age,Weight,School,Events'],
  ])('%s, also without anybody', (name, header) => {
    expect(linesOf(filesOf().get(name))).toEqual([header]);
    const [first, ...rows] = linesOf(filesOf({ name: 'A', events: 'sparring,breaking,poomsae' }).get(name));
    expect(first).toBe(header);
    expect(rows).toHaveLength(1);
  });

  test('a row of the sparring list', () => {
    const csv = filesOf({ name: 'Jo', school: 'Owasso', weight: 85.5, events: 'sparring-wc' });
    expect(linesOf(csv.get('sparring_groups.csv'))[1]).toBe(
      '1,world_class,male,cadet,1,Jo,Owasso,13,85.5,cadet,',
    );
  });
});

describe('what families wrote', () => {
  test('is quoted where it has a comma or a quote', () => {
    const csv = filesOf({ name: 'Jo "JJ" Lee', school: 'Owasso, OK', weight: 85 });
    expect(linesOf(csv.get('GfG.csv'))[1]).toBe('"Jo ""JJ"" Lee",male,blue,13,85 lbs,"Owasso, OK",sparring');
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)'])('%s is no formula in any file', (written) => {
    const people = ['competitor', 'coach', 'seminar'].map((type) => ({
      name: written,
      school: written,
      type,
      coach: written,
      belt: written,
      gender: written,
      events: `sparring,breaking,poomsae,pair poomsae,${written}`,
    }));
    const files = filesOf(...people, { name: written, school: written, payment_state: 'refunded' });
    for (const [name, content] of files) {
      if (!name.endsWith('.csv')) continue;
      for (const line of linesOf(content)) {
        for (const cell of line.split(',')) {
          expect(cell.replace(/^"/, ''), `${name}: ${line}`).not.toMatch(/^[=+@\t\r]|^-1/);
        }
      }
    }
  });
});

test('each list is the same objects as JSON, and the counts are the old printout too', () => {
  const files = filesOf({ name: 'A', weight: 80 }, { name: 'B', type: 'coach' });
  expect([...files.keys()].sort()).toEqual(
    [
      'GfG.csv',
      ...[
        'attention',
        'breaking_groups',
        'coaches',
        'not_taking_part',
        'participation',
        'poomsae_groups',
        'roster',
        'sparring_groups',
      ].flatMap((name) => [`${name}.csv`, `${name}.json`]),
      'participation.txt',
    ].sort(),
  );
  const [row] = JSON.parse(files.get('sparring_groups.json') ?? '');
  expect(Object.keys(row)).toEqual(linesOf(files.get('sparring_groups.csv'))[0]?.split(','));
  expect(files.get('sparring_groups.json')).toContain('\n  {\n    "group_number": 1,');
  expect(files.get('participation.txt')).toContain('Color Belts (Total: 1)');
  expect(linesOf(files.get('coaches.csv'))[1]).toBe('B,Dojang,yes,0,family@example.com,');
});
