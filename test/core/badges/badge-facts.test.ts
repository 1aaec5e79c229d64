import { describe, expect, test } from 'vitest';
import { badgeDesign } from '../../../core/badges/badge-design.ts';
import { badgeFacts } from '../../../core/badges/badge-facts.ts';
import { type BadgeSubject, parseBadgeSubject } from '../../../core/badges/badge-subject.ts';
import { belts } from '../../../core/domain/belts.ts';
import { badgeIdOf } from '../../../core/domain/ids.ts';
import coach from '../../fixtures/entries/coach-without-checkout.json' with { type: 'json' };
import competitor from '../../fixtures/entries/competitor.json' with { type: 'json' };

const competition = { name: 'Riverside Open Taekwondo Championship', year: 2025 };
const everything = badgeDesign.parse({});
const showing = (...facts: string[]) => badgeDesign.parse({ facts });

const jordan: BadgeSubject = {
  ...parseBadgeSubject(competitor, { competitionYear: 2025 }),
  registrationId: 'cs_test_a1JordanRivera0001',
};

describe('what a badge says', () => {
  test('of a competitor', () => {
    expect(badgeFacts(jordan, competition, everything)).toEqual({
      competition,
      id: badgeIdOf('cs_test_a1JordanRivera0001'),
      role: 'competitor',
      name: 'Jordan Rivera',
      school: 'Golden Dragon TKD - Owasso',
      ageGroup: { name: 'Cadet', age: 12 },
      gender: 'Male',
      weight: '85 lb',
      belt: { rank: 'yellow', spoken: 'Yellow belt' },
      events: ['Sparring (grass roots)', 'Poomsae – Taegeuk 1 Jang'],
    });
  });

  test('of a coach, who only has a name and a school', () => {
    const subject = parseBadgeSubject(coach, { competitionYear: 2025 });
    const { id, ...facts } = badgeFacts(subject, competition, everything);
    expect(id).toMatch(/^T1-/);
    expect(JSON.parse(JSON.stringify(facts))).toEqual({
      competition,
      role: 'coach',
      name: subject.fullName,
      school: subject.school,
      events: [],
    });
  });

  test('is the name, the role and the id where a stage shows nothing else', () => {
    const facts = badgeFacts(jordan, competition, showing());
    expect(JSON.parse(JSON.stringify(facts))).toEqual({
      competition,
      id: facts.id,
      role: 'competitor',
      name: 'Jordan Rivera',
      events: [],
    });
  });

  test.each([
    ['school', 'school'],
    ['ageGroup', 'ageGroup'],
    ['gender', 'gender'],
    ['weight', 'weight'],
    ['belt', 'belt'],
    ['events', 'events'],
  ] as const)('is %s where a stage shows that', (shown, field) => {
    const all = badgeFacts(jordan, competition, everything);
    const none = badgeFacts(jordan, competition, showing());
    expect(badgeFacts(jordan, competition, showing(shown))).toEqual({ ...none, [field]: all[field] });
  });

  test.each([
    [3, undefined],
    [4, 'Dragon'],
    [8, 'Tiger'],
    [10, 'Youth'],
    [12, 'Cadet'],
    [15, 'Junior'],
    [17, 'Senior'],
    [33, 'Ultra'],
  ])('at the competition age of %d has the group %s', (age, name) => {
    expect(badgeFacts({ ...jordan, age }, competition, everything).ageGroup).toEqual({ name, age });
  });

  test.each([
    [85, '85 lb'],
    [85.5, '85.5 lb'],
    [85.04, '85 lb'],
    [99.96, '100 lb'],
  ])('of %d lb is %s', (weightLb, weight) => {
    expect(badgeFacts({ ...jordan, weightLb }, competition, everything).weight).toBe(weight);
  });

  test('names every belt in the usual words', () => {
    const spoken = belts.map((belt) => badgeFacts({ ...jordan, belt }, competition, everything).belt?.spoken);
    expect(spoken).toEqual([
      'White belt',
      'Yellow belt',
      'Orange belt',
      'Green belt',
      'Blue belt',
      'Red belt',
      'Brown belt',
      'Black belt',
      '1st degree black belt',
      '2nd degree black belt',
      '3rd degree black belt',
      'Master',
    ]);
  });

  test('has an id that shows nothing of the registration’s id, the name or the school', () => {
    const { id } = badgeFacts(jordan, competition, everything);
    const hidden = [jordan.registrationId, jordan.fullName, jordan.school].join(' ').toUpperCase();
    const parts = id.slice(3).split('-');
    for (const part of parts) {
      for (let start = 0; start + 3 <= part.length; start += 1) {
        expect(hidden).not.toContain(part.slice(start, start + 3));
      }
    }
    expect(badgeFacts({ ...jordan, fullName: 'Alex Lee', school: 'Tulsa' }, competition, everything).id).toBe(
      id,
    );
  });
});
