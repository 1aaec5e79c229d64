import { describe, expect, test } from 'vitest';
import { badgeDesign } from '../../../core/badges/badge-design.ts';
import type { BadgeFacts } from '../../../core/badges/badge-facts.ts';
import { type BadgeInputs, badgeHash } from '../../../core/badges/badge-hash.ts';

const facts: BadgeFacts = {
  competition: { name: 'Riverside Open', year: 2027 },
  id: 'T1-00000-00000',
  role: 'competitor',
  name: 'Jordan Rivera',
  school: 'Golden Dragon TKD - Owasso',
  ageGroup: { name: 'Cadet', age: 12 },
  gender: 'Male',
  weight: '85 lb',
  belt: { rank: 'yellow', spoken: 'Yellow belt' },
  events: ['Sparring', 'Breaking'],
};
const design = badgeDesign.parse({});
const inputs: BadgeInputs = {
  uncertain: [],
  layoutVersion: 2,
  facts,
  photoEtag: '"a1"',
  design,
  logo: Buffer.from('logo'),
};

describe('a badge’s hash', () => {
  test('is 32 hexadecimal digits and never changes, because stored badges are compared by it', () => {
    expect(badgeHash(inputs)).toBe('dd544bdddbf335af704be5316b460ddf');
  });

  const changed: [what: string, inputs: BadgeInputs][] = [
    ['the drawing’s version', { ...inputs, layoutVersion: 3 }],
    ['the photo', { ...inputs, photoEtag: '"a2"' }],
    ['the photo, which is gone', { ...inputs, photoEtag: undefined }],
    ['the photo, which is missing', { ...inputs, photoEtag: 'missing' }],
    ['the logo', { ...inputs, logo: Buffer.from('other') }],
    ['the logo, which is gone', { ...inputs, logo: undefined }],
    ['the format', { ...inputs, design: badgeDesign.parse({ format: 'A6' }) }],
    ['the kind of image', { ...inputs, design: badgeDesign.parse({ image: 'png' }) }],
    ['a colour', { ...inputs, design: badgeDesign.parse({ colours: { ink: '#000000' } }) }],
    ['the facts shown', { ...inputs, design: badgeDesign.parse({ facts: ['school'] }) }],
    ...(
      [
        { competition: { name: 'Riverside Open', year: 2028 } },
        { competition: { name: 'Riverside', year: 2027 } },
        { id: 'T1-00000-00001' },
        { role: 'seminar' },
        { name: 'Jordan Rivera Lee' },
        { school: 'Tulsa' },
        { school: undefined },
        { ageGroup: { name: 'Cadet', age: 13 } },
        { ageGroup: { age: 12 } },
        { gender: 'Female' },
        { weight: '85.5 lb' },
        { belt: { rank: 'orange', spoken: 'Yellow belt' } },
        { events: ['Breaking', 'Sparring'] },
        { events: ['Sparring'] },
        { events: ['Sparring, Breaking'] },
      ] satisfies Partial<BadgeFacts>[]
    ).map((change): [string, BadgeInputs] => [
      `the facts, now ${JSON.stringify(change)}`,
      { ...inputs, facts: { ...facts, ...change } },
    ]),
  ];

  test.each(changed)('changes with %s', (_, other) => {
    expect(badgeHash(other)).not.toBe(badgeHash(inputs));
  });

  test('is different for each of these changes', () => {
    expect(new Set(changed.map(([, other]) => badgeHash(other))).size).toBe(changed.length);
  });

  test('does not depend on the order of members, or on whether absent ones are named', () => {
    const turned = <T extends object>(members: T) =>
      Object.fromEntries(Object.entries(members).reverse()) as T;
    const turnedDesign = turned({ ...design, colours: turned(design.colours) });
    expect(badgeHash(turned({ ...inputs, facts: turned(facts), design: turnedDesign }))).toBe(
      badgeHash(inputs),
    );
    const { photoEtag: _, ...without } = inputs;
    expect(badgeHash(without)).toBe(badgeHash({ ...inputs, photoEtag: undefined }));
    const { school: __, ...others } = facts;
    expect(badgeHash({ ...inputs, facts: { ...facts, school: undefined } })).toBe(
      badgeHash({ ...inputs, facts: others }),
    );
  });
});
