import { badgeDesign } from '../../../../core/badges/badge-design.ts';
import type { BadgeFacts } from '../../../../core/badges/badge-facts.ts';
import { badgeIdOf } from '../../../../core/domain/ids.ts';

/** The design of a stage that sets nothing. */
export const plainDesign = badgeDesign.parse({});

export const competition = { name: 'Riverside Open Taekwondo Championship', year: 2027 };

export const jordan: BadgeFacts = {
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
};

export const coach: BadgeFacts = {
  competition,
  id: badgeIdOf('entry_kimMinJun'),
  role: 'coach',
  name: 'Kim Min-jun',
  school: jordan.school,
  events: [],
};
