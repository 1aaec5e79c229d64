import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schoolCodes } from '../../../core/brackets/school-codes.ts';
import { type NameStyle, shortName, shownNames } from '../../../core/brackets/shown-names.ts';
import { unnamed } from '../../../core/lists/participant.ts';

/** Shown by seed; everybody's id is the place in the list. */
function shown(names: readonly string[], style: NameStyle = 'short', schools: readonly string[] = []) {
  const people = Object.fromEntries(
    names.map((name, index) => [`id_${index}`, { name, school: schools[index] ?? 'Tigers' }]),
  );
  const codes = schoolCodes(Object.values(people).map(({ school }) => school));
  return shownNames({ people, schools: codes }, { seeds: Object.keys(people) }, style);
}

/** As Challonge may compare names. */
const fold = (name: string) =>
  name.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase().replace(/\s+/g, ' ');

describe('a name in short', () => {
  test.each([
    ['Ana Berger', 'Ana B.'],
    ['ANA MARIA BERGER', 'ANA B.'],
    ['Berger, Ana Maria', 'Ana B.'],
    ['John Smith Jr.', 'John S.'],
    ['John Smith, Jr.', 'John S.'],
    ['Smith Jr', 'Smith J.'],
    ['Seán O’Brien', 'Seán O.'],
    ['Émile Éluard', 'Émile É.'],
    ['Jean-Luc (Picard)', 'Jean-Luc P.'],
    ['Bo straße', 'Bo S.'],
    ['Cher', 'Cher'],
    ['محمد علي', 'محمد ع.'],
    ['דוד כהן', 'דוד כ.'],
    ['김 민준', '민준 김.'],
    ['민준 김', '민준 김.'],
    ['김민준', '민준 김.'],
    ['王小明', '小明 王.'],
    ['田中太郎', '太郎 田.'],
    ['Ana 😀', 'Ana 😀.'],
    ['😀', '😀'],
    ['नीता क्षत्रिय', 'नीता क्ष.'],
    ['Ana\u202e Berger', 'Ana B.'],
    ['Ana\nBerger', 'Ana B.'],
    [',', ','],
    [unnamed.name, unnamed.name],
  ])('of %j is %j', (name, short) => {
    expect(shortName(name)).toBe(short);
  });

  test('has nothing of a surname but its first letter', async () => {
    const word = fc.stringMatching(/^[A-Z][b-hj-z]{2,12}$/);
    await fc.assert(
      fc.property(word, fc.array(word, { maxLength: 2 }), word, (first, middle, last) => {
        expect(shortName([first, ...middle, last].join(' '))).toBe(`${first} ${last.charAt(0)}.`);
      }),
    );
  });
});

describe('the names in a bracket', () => {
  test('have the school by its code, and no brackets without a school', () => {
    expect(shown(['Ana Berger', 'Bo Ek'], 'short', ['Golden Tiger', unnamed.school])).toEqual([
      'Ana B. (GT)',
      'Bo E.',
    ]);
    expect(shown(['Ana  Berger', 'Bo Ek'], 'full', ['Golden Tiger', unnamed.school])).toEqual([
      'Ana Berger (Golden Tiger)',
      'Bo Ek',
    ]);
  });

  test('differ for namesakes, who keep their numbers whatever the seeds', () => {
    const people = { a: { name: 'Ana Berger', school: '' }, b: { name: 'Aña Boll', school: '' } };
    const namesFor = (seeds: string[]) => shownNames({ people, schools: [] }, { seeds }, 'short');
    expect(namesFor(['a', 'b'])).toEqual(['Ana B.', 'Aña B. 2']);
    expect(namesFor(['b', 'a'])).toEqual(['Aña B. 2', 'Ana B.']);
  });

  test('differ from those that have a number of their own', () => {
    expect(shown(['Ana Berger', 'Ana Berger', 'Ana Berger 2'], 'full')).toEqual([
      'Ana Berger (Tigers)',
      'Ana Berger 2 (Tigers)',
      'Ana Berger 2 2 (Tigers)',
    ]);
  });

  test.each(['short', 'full'] as const)('are unique when folded and on one line, %s', async (style) => {
    const names = fc.array(
      fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.stringMatching(/^[aAáÁ] [bB]( 2)?$/)),
      {
        minLength: 2,
        maxLength: 40,
      },
    );
    await fc.assert(
      fc.property(names, (said) => {
        const all = shown(said, style);
        expect(new Set(all.map(fold)).size).toBe(said.length);
        for (const name of all) {
          expect(name).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
          expect(name.trim()).not.toBe('');
          expect(Array.from(name).length).toBeLessThan(220);
        }
      }),
    );
  });
});
