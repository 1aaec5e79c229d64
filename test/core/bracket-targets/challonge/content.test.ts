import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { madeUpPlan } from '../../../../bench/brackets.ts';
import { contentOf } from '../../../../core/bracket-targets/challonge/content.ts';
import { drawOf, settings } from './published.ts';

const contentFor = (
  key: string,
  more: Partial<Parameters<typeof contentOf>[2]> = {},
  { stage = 'prod', seeds = ['1', '2', '3'] } = {},
) => {
  const draw = { ...drawOf({ [key]: { seeds } }), stage };
  const [division] = draw.divisions;
  if (!division) throw new Error('there is none');
  return contentOf(draw, division, { ...settings, ...more });
};
const tournamentFor = (...args: Parameters<typeof contentFor>) => contentFor(...args).tournament;

describe('a tournament on Challonge', () => {
  test('has another address for each division, year and stage, which is not that of anybody who guesses', () => {
    const urls = [
      tournamentFor('low_cadet_m_light middle').url,
      tournamentFor('low_cadet_m_light-middle').url,
      tournamentFor('low_cadet_m_light_middle').url,
      tournamentFor('low_cadet_m_light middle', { competition: { name: 'Golden Cup', year: 2028 } }).url,
      tournamentFor('low_cadet_m_light middle', {}, { stage: 'dev' }).url,
      // Nobody else knows the ids.
      tournamentFor('low_cadet_m_light middle', {}, { seeds: ['1', '2', '4'] }).url,
    ];
    expect(new Set(urls).size).toBe(6);
    expect(urls[0]).toMatch(/^golden_cup_2027_low_cadet_m_light_middle_[0-9a-f]{8}$/);
    const seeds = ['3', '1', '2'];
    expect(tournamentFor('low_cadet_m_light middle', {}, { seeds }).url).toBe(urls[0]);
  });

  test('has an address and a name that Challonge takes, whatever the competition and the division are called', async () => {
    const word = fc.stringMatching(/^[A-Za-z0-9+](?:[A-Za-z0-9 +-]*[A-Za-z0-9+])?$/);
    const parts = fc.array(word, { minLength: 4, maxLength: 4 }).map((all) => all.join('_'));
    const keys = fc.uniqueArray(parts, { minLength: 2, maxLength: 4 });
    const names = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.constant('골든 컵'));
    await fc.assert(
      fc.property(keys, names, (all, name) => {
        const tournaments = all.map((key) => tournamentFor(key, { competition: { name, year: 2027 } }));
        for (const { url, name: shown } of tournaments) {
          expect(url).toMatch(/^[a-z0-9_]*[0-9a-f]{8}$/);
          expect(url).not.toMatch(/^\d+$/);
          expect(url.length).toBeLessThanOrEqual(60);
          expect(Array.from(shown).length).toBeLessThanOrEqual(60);
        }
        expect(new Set(tournaments.map(({ url }) => url)).size).toBe(all.length);
        expect(new Set(tournaments.map((one) => one.name)).size).toBe(all.length);
      }),
    );
  });

  test('is another one where anything that is shown differs, and only there', () => {
    const { hash } = contentFor('low_cadet_m_fin');
    expect(contentFor('low_cadet_m_fin').hash).toBe(hash);
    for (const more of [
      { names: 'full' as const },
      { private: false },
      { competition: { name: 'Silver Cup', year: 2027 } },
    ]) {
      expect(contentFor('low_cadet_m_fin', more).hash).not.toBe(hash);
    }
  });

  test('has no id, school or surname of anybody in a whole tournament', () => {
    const draw = madeUpPlan(300, 5);
    const divisions = draw.divisions.filter(({ seeds }) => seeds.length > 1);
    expect(divisions.length).toBeGreaterThan(40);
    for (const division of divisions) {
      const { participants } = contentOf(draw, division, settings);
      for (const [index, id] of division.seeds.entries()) {
        const { name = '', school = '' } = draw.people[id] ?? {};
        const json = JSON.stringify(participants[index]);
        expect(json).not.toContain(id);
        expect(json).not.toContain(school);
        const surname = name.split(' ').slice(1).join(' ');
        if (surname.length > 1) expect(json).not.toContain(surname);
      }
    }
  });
});
