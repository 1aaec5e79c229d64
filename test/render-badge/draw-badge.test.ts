import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { drawBadge } from '../../lambdas/render-badge/draw-badge.ts';
import type { BadgeFacts } from '../../lambdas/render-badge/facts.ts';
import { eventKinds, spokenEvent } from '../../lambdas/shared/domain/events.ts';
import { expectToMatchGolden } from './golden.ts';

const sample = 'local/samples/photos/Golden Dragon TKD - Owasso_competitor_Jordan_Rivera.jpg';
const photo = readFileSync(join(import.meta.dirname, '../..', sample));

const jordan: BadgeFacts = {
  competition: { name: 'Green Country Open Championships', year: 2025 },
  role: 'Competitor',
  name: 'Jordan Rivera',
  school: 'Golden Dragon TKD - Owasso',
  ageGroup: 'Cadet',
  age: 12,
  gender: 'Male',
  weight: '85 lb',
  belt: { rank: 'yellow', spoken: 'Yellow belt' },
  events: [{ name: 'Sparring (grass roots)' }, { name: 'Poomsae', form: 'Taegeuk 1 Jang' }],
};

/** Drawn once for the tests that look at it from different sides. */
const drawn = { withPhoto: drawBadge(jordan, photo), withoutPhoto: drawBadge(jordan, undefined) };

const coach: BadgeFacts = {
  competition: jordan.competition,
  role: 'Coach',
  name: 'Kim Min-jun',
  school: jordan.school,
  events: [],
};

describe('a badge looks as approved', () => {
  const cases: [name: string, facts: BadgeFacts, photo: Uint8Array | undefined][] = [
    ['with-photo', jordan, photo],
    [
      'placeholder',
      { ...jordan, name: 'Alex Novák', belt: { rank: 'white', spoken: 'White belt' } },
      undefined,
    ],
    [
      'long-name',
      {
        ...jordan,
        name: 'Anna Guadalupe Alejandra Hernandez de la Cruz Villanueva',
        school: 'Universidad Autónoma de Nuevo León Taekwondo Club Representativo de Monterrey',
        belt: { rank: '3 degree black', spoken: '3rd degree black belt' },
      },
      photo,
    ],
    [
      'hangul',
      {
        ...jordan,
        name: '홍길동',
        school: '서울 태권도 아카데미',
        belt: { rank: 'blue', spoken: 'Blue belt' },
        events: [{ name: 'Poomsae', form: '태극 1장' }],
      },
      undefined,
    ],
    [
      '500-letters',
      { ...jordan, name: 'Wolfeschlegelstein'.repeat(28).slice(0, 500), school: 'Long School '.repeat(40) },
      photo,
    ],
    [
      'every-event',
      {
        ...jordan,
        belt: { rank: 'master', spoken: 'Master' },
        events: eventKinds.map((kind) => ({ name: spokenEvent(kind), form: 'Taegeuk 8 Jang' })),
      },
      photo,
    ],
    ['scripts', { ...coach, name: 'Nguyễn Ελένη Юрий 홍길동 अनिल' }, undefined],
    ['missing-glyphs', { ...coach, name: '🥋 دוד Lee' }, undefined],
    ['coach', coach, undefined],
  ];

  test.each(cases)('%s', async (name, facts, file) => {
    const { jpeg } = await drawBadge(facts, file);
    await expectToMatchGolden(name, jpeg);
  });
});

describe('legacy fault 9: a badge', () => {
  test('is 3 x 4 inches at 300 dpi', async () => {
    const { jpeg } = await drawn.withPhoto;
    expect(await sharp(jpeg).metadata()).toMatchObject({
      format: 'jpeg',
      width: 900,
      height: 1200,
      density: 300,
      resolutionUnit: 'inch',
    });
  });
});

describe('a badge', () => {
  test('says what became of the photo', async () => {
    expect(await drawn.withPhoto).toMatchObject({ photo: 'used' });
    expect(await drawn.withoutPhoto).toMatchObject({ photo: 'none' });
    expect(await drawBadge(jordan, new Uint8Array())).toMatchObject({ photo: 'empty' });
  });

  test('shows the placeholder in place of a photo that was refused', async () => {
    const without = await drawn.withoutPhoto;
    const refused = await drawBadge(jordan, Buffer.from('GIF89a'));
    expect(refused.jpeg.equals(without.jpeg)).toBe(true);
  });

  test('is the same to the byte when it is drawn again', async () => {
    const [first, second] = [await drawn.withPhoto, await drawBadge(jordan, photo)];
    expect(first.jpeg.equals(second.jpeg)).toBe(true);
  });

  test("keeps nothing of the photo's metadata", async () => {
    const located = await sharp(photo)
      .withExif({ IFD0: { Make: 'Somephone' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '36/1 16/1 10/1' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">here</x:xmpmeta>')
      .jpeg()
      .toBuffer();
    expect(located.includes('Somephone')).toBe(true);

    const { jpeg } = await drawBadge(jordan, located);
    const { exif, xmp, iptc, icc } = await sharp(jpeg).metadata();
    expect({ xmp, iptc, icc }).toEqual({});
    expect(jpeg.includes('Somephone')).toBe(false);
    const gpsPointer = Buffer.from([0x25, 0x88]);
    expect(exif?.includes(gpsPointer)).toBe(false);
  });

  test('fetches nothing, whatever its texts ask for', async () => {
    const fetched: unknown[] = [];
    const original = globalThis.fetch;
    globalThis.fetch = async (input) => {
      fetched.push(input);
      throw new Error('a badge must not fetch');
    };
    try {
      await drawBadge({ ...jordan, name: '🥋 王小明 <img src="https://example.com/a.png">' }, undefined);
    } finally {
      globalThis.fetch = original;
    }
    expect(fetched).toEqual([]);
  });

  test.each([
    ['nothing', ''],
    ['emoji', '🥋🔥👩‍👩‍👧‍👦'],
    ['right-to-left letters', 'محمد علي דוד'],
    ['markup', '</svg><script>&amp;"'],
    ['a direction override and NUL', 'Jo\u202e\u0000Ann'],
    ['combining marks by the hundred', `Z${'\u0335\u0301'.repeat(400)}`],
  ])('renders with %s for a name', async (_, name) => {
    await expectABadge({ ...jordan, name });
  });

  test('renders whatever the texts are', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        text,
        text,
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        async (name, school, form) => {
          await expectABadge({ ...jordan, name, school, events: [{ name: 'Poomsae', form }] });
        },
      ),
      { numRuns: 5 },
    );
  });
});

async function expectABadge(facts: BadgeFacts): Promise<void> {
  const { jpeg } = await drawBadge(facts, undefined);
  expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 900, height: 1200 });
}
