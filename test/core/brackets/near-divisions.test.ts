import { expect, test } from 'vitest';
import { unknownDivisions } from '../../../core/brackets/near-divisions.ts';

const known = new Set(['low_cadet_m_fin', 'low_cadet_m_fly', 'black-wc_senior_f_light middle']);

test('keys of divisions are no problem', () => {
  expect(unknownDivisions(known, known)).toBeUndefined();
});

test('each other key is named, with those that may be meant', () => {
  expect(unknownDivisions(['low_cadet_m_fin', 'Black-WC senior f_light_middle'], known)).toBe(
    'Black-WC senior f_light_middle (did you mean black-wc_senior_f_light middle?)',
  );
  expect(unknownDivisions(['low_cadet_m_fi', 'ring 3'], known)).toBe(
    'low_cadet_m_fi (did you mean low_cadet_m_fin, or low_cadet_m_fly?); ring 3',
  );
});
