import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schoolCodes, schoolCodesIn } from '../../../core/brackets/school-codes.ts';
import { comparableName } from '../../../core/domain/names.ts';
import { participantOf, unnamed } from '../../../core/lists/participant.ts';
import { madeUpPeople } from '../../../local/samples/made-up-people.ts';
import { competitionYear } from '../lists/people.ts';
import { boys, planOf } from './draw.ts';

const codesOf = (...schools: string[]) =>
  Object.fromEntries(schoolCodes(schools).map(({ code, name }) => [name, code]));

describe('the code of a school', () => {
  test.each([
    ['Golden Tiger', 'GT'],
    ['Tiger Institute Gym', 'TIG'],
    ['Tigers', 'TIG'],
    ['Ko', 'KO'],
    ['K', 'K'],
    ['Academy of the Martial Arts', 'AMA'],
    ['The', 'THE'],
    ['Kim’s École d’Arts Martiaux de Tulsa', 'KEDM'],
    ['Straße', 'STR'],
    ['Studio 54', 'S5'],
    ['호랑이 태권도', '호태'],
    ['Школа Тигр', 'ШТ'],
    ['مدرسة النمر', 'ما'],
    ['道場', '道場'],
    ['🐯🐯', 'S'],
    ['???', 'S'],
    ['__proto__', 'PRO'],
  ])('%s is %s', (school, code) => {
    expect(codesOf(school)).toEqual({ [school]: code });
  });

  test('is made of more letters, and then has a number, where another school has it', () => {
    const codes = codesOf('Kang TKD', 'Kang Team', 'Kicks Taekwondo', 'Kim Tae', 'Kang Titans', 'Kang Tulsa');
    expect(codes).toEqual({
      'Kang Team': 'KT',
      'Kang Titans': 'KAT',
      'Kang TKD': 'KANT',
      'Kang Tulsa': 'KT2',
      'Kicks Taekwondo': 'KIT',
      'Kim Tae': 'KIMT',
    });
  });

  test('is one however the school is typed, and shown with the spelling of most', () => {
    const schools = schoolCodes(['GOLDEN TIGER', 'Golden Tiger', 'Golden  Tiger', 'golden-tiger']);
    expect(schools).toEqual([{ code: 'GT', name: 'Golden Tiger' }]);
    expect(schoolCodesIn({ schools })('golden tiger')).toBe('GT');
  });

  test('is no word that children should not stand under', () => {
    expect(codesOf('Titan')).toEqual({ Titan: 'TITA' });
    expect(codesOf('American Sport Studio')).toEqual({ 'American Sport Studio': 'AMSS' });
  });

  test('is missing for people without a school', () => {
    const schools = schoolCodes([unnamed.school, '', '\u200b']);
    expect(schools).toEqual([]);
    expect(schoolCodesIn({ schools })(unnamed.school)).toBe('');
  });

  test('stays in the next draw, whoever joins', () => {
    const people = boys([61, 62], { school: 'Kicks Taekwondo' });
    const first = planOf(people);
    const joined = [...people, { name: 'New', school: 'Kang TKD', weight: 63 }];
    expect(planOf(joined).schools.map(({ name }) => name)).toEqual(['Kicks Taekwondo', 'Kang TKD']);
    expect(planOf(joined, { previous: first }).schools).toEqual([
      { code: 'KAT', name: 'Kang TKD' },
      { code: 'KT', name: 'Kicks Taekwondo' },
    ]);
  });

  test('is unique, readable, and the same whatever the order, for any schools', async () => {
    const school = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[KT][a-c]{0,2} [T][a-b]?$/));
    await fc.assert(
      fc.property(fc.array(school, { maxLength: 60 }), fc.array(school, { maxLength: 30 }), (now, then) => {
        const before = schoolCodes(then);
        const codes = schoolCodes(now, before);
        expect(schoolCodes(now.toReversed(), before)).toEqual(codes);
        expect(new Set(codes.map(({ code }) => code)).size).toBe(codes.length);
        const stayed = new Map(before.map(({ code, name }) => [comparableName(name), code]));
        for (const { code, name } of codes) {
          expect(code).toMatch(/^[\p{L}\p{N}]{1,4}\d*$/u);
          expect(code).toBe(stayed.get(comparableName(name)) ?? code);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('is short for all schools of a whole tournament', () => {
    const rows = madeUpPeople(2000, 3);
    const codes = schoolCodes(rows.map((row) => participantOf(row, competitionYear).school));
    expect(codes.length).toBeGreaterThan(30);
    expect(Math.max(...codes.map(({ code }) => code.length))).toBeLessThanOrEqual(5);
  });
});
