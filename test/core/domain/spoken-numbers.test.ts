import { expect, test } from 'vitest';
import { counted, spokenMinutes } from '../../../core/domain/spoken-numbers.ts';

test('counts have their word', () => {
  expect([counted(1, 'badge'), counted(1_200, 'badge'), counted(0, 'entry', 'entries')]).toEqual([
    '1 badge',
    '1,200 badges',
    '0 entries',
  ]);
});

test.each([
  [0, '0 min'],
  [59.4, '59 min'],
  [59.5, '1 h'],
  [125, '2 h 5 min'],
])('%d minutes are %s', (minutes, words) => {
  expect(spokenMinutes(minutes)).toBe(words);
});
