import { expect, test } from 'vitest';
import { folderFor } from '../../../core/drive/folder-for.ts';

const competitor = {
  reg_type: { S: 'competitor' },
  school: { S: '  Riverside Martial  Arts ' },
  birthdate: { S: '2013-06-01' },
};
const nameFor = (row: object, by?: 'school' | 'age group') =>
  folderFor({ ...competitor, ...row }, { mainFolderId: 'main', by, competitionYear: 2027 })?.name;

test.each([
  ['in the main one', undefined, {}, undefined],
  ['in that of the school, as it is written but for spaces', 'school', {}, 'Riverside Martial Arts'],
  ['in the main one without a school', 'school', { school: { S: ' ' } }, undefined],
  ['in that of the age group by birth date', 'age group', {}, 'Cadet'],
  [
    'by the age where there is no birth date',
    'age group',
    { birthdate: undefined, age: { N: '9' } },
    'Tiger',
  ],
  ['in the main one without either', 'age group', { birthdate: undefined }, undefined],
  ['in the main one for a coach', 'age group', { reg_type: { S: 'coach' } }, undefined],
] as const)('a badge is %s', (_, by, row, expected) => {
  expect(nameFor(row, by)).toBe(expected);
});

test('spellings of one school share a folder, which is another in another main folder', () => {
  const idIn = (mainFolderId: string, school: string) =>
    folderFor({ ...competitor, school: { S: school } }, { mainFolderId, by: 'school', competitionYear: 2027 })
      ?.id;
  expect(idIn('main', 'riverside martial-arts')).toBe(idIn('main', 'Riverside Martial Arts'));
  expect(idIn('other', 'Riverside Martial Arts')).not.toBe(idIn('main', 'Riverside Martial Arts'));
});
