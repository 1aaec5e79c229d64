import * as fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { BadgeDesign } from '../../../../core/badges/badge-design.ts';
import type { BadgeFacts } from '../../../../core/badges/badge-facts.ts';
import { type BadgeFormat, badgeFormats } from '../../../../core/badges/badge-formats.ts';
import { arrangementOf, headerContent } from '../../../../core/badges/drawing/arrangement.ts';
import { type DrawnBadge, drawBadge } from '../../../../core/badges/drawing/draw-badge.ts';
import { preflightCode, preflightInWords } from '../../../../core/badges/preflight.ts';
import { coach, jordan, plainDesign } from './facts.ts';
import { logo, photo } from './pictures.ts';
import { codesIn } from './read-code.ts';

const design = plainDesign;
const formats = Object.keys(badgeFormats) as BadgeFormat[];

/** Drawn once, for several tests. */
const drawn = {
  withPhoto: drawBadge(jordan, photo, { design, logo }),
  withoutPhoto: drawBadge(jordan, 'none', { design }),
};

/** The mean colour of a part of a badge. */
async function colourIn(image: Buffer, left: number, top: number, width = 4, height = 4): Promise<number[]> {
  const part = await sharp(image).extract({ left, top, width, height }).resize(1, 1).raw().toBuffer();
  return [...part];
}

const near = (actual: number[], expected: number[]) =>
  expected.every((value, channel) => Math.abs(value - (actual[channel] ?? -99)) < 12);

describe('legacy fault 9: a badge has the size of its format at 300 dpi', () => {
  const images = [
    ['jpeg', 'jpeg'],
    ['png', 'png'],
  ] as const;
  test.each(formats.flatMap((format) => images.map(([image, file]) => [format, image, file] as const)))(
    '%s as %s',
    async (format, image, file) => {
      const badge = await drawBadge(coach, 'none', { design: { ...design, format, image } });
      const { density = 0, ...metadata } = await sharp(badge.image).metadata();
      expect(metadata).toMatchObject({ format: file, ...badgeFormats[format], channels: 3, hasAlpha: false });
      // A PNG's density is in dots per metre.
      expect(Math.round(density)).toBe(300);
    },
  );
});

describe('a badge', () => {
  test('is drawn into the frame of its own arrangement, whoever was drawn before', async () => {
    const belted: BadgeFacts = { ...coach, belt: { rank: 'white', spoken: 'White belt' } };
    const [other, own] = [coach, belted].map((facts) => arrangementOf(design.format, facts).role);
    expect(own?.top).not.toBe(other?.top);
    await drawBadge(coach, 'none', { design });
    const { image } = await drawBadge(belted, 'none', { design });
    // Above the plate with the role's word, the band shows.
    const rgb = [1, 3, 5].map((start) => Number.parseInt(design.colours.coach.slice(start, start + 2), 16));
    const found = await colourIn(image, (own?.width ?? 0) / 2, (own?.top ?? 0) + 2);
    expect(found).toSatisfy((colour: number[]) => near(colour, rgb));
  });

  test('reports what happened to the photo, and what a person should look at', async () => {
    expect(await drawn.withPhoto).toMatchObject({ photo: 'used', findings: [] });
    expect(await drawn.withoutPhoto).toMatchObject({ photo: 'none', findings: [] });
    for (const [given, reason] of [
      [new Uint8Array(), 'empty'],
      ['missing', 'missing'],
      ['too large', 'too large'],
      [Buffer.from('GIF89a'), 'unsupported format (GIF)'],
    ] as const) {
      const { photo, findings } = await drawBadge(jordan, given, { design });
      expect({ photo, findings }).toEqual({ photo: reason, findings: [{ code: 'photo', reason }] });
      expect(await Promise.all(findings.map(preflightInWords))).toEqual([`Photo: ${reason}`]);
    }
  });

  test('shows the silhouette in place of a refused photo', async () => {
    const without = await drawn.withoutPhoto;
    const refused = await drawBadge(jordan, Buffer.from('GIF89a'), { design });
    expect(refused.image.equals(without.image)).toBe(true);
  });

  test('is identical to the byte when drawn again', async () => {
    const [first, second] = [await drawn.withPhoto, await drawBadge(jordan, photo, { design, logo })];
    expect(first.image.equals(second.image)).toBe(true);
  });

  test('is identical to the byte whatever else is drawn before or at the same time', async () => {
    const names = ['Ana Lucía Fernández', '홍길동', 'Ana Lucía Fernández', 'ปิ่นแก้ว', 'Lucía Ana', '🥋'];
    const draw = (name: string) => drawBadge({ ...jordan, name }, 'none', { design });
    const together = await Promise.all(names.map(draw));
    for (const [index, name] of names.entries()) {
      const { image } = await draw(name);
      expect(image.equals(together[index]?.image ?? Buffer.of()), name).toBe(true);
    }
  });

  test('reports how long its stages took', async () => {
    const stages: string[] = [];
    await drawBadge(jordan, photo, { design, onStage: (stage) => stages.push(stage) });
    expect(stages).toEqual(['decode', 'layout', 'raster', 'encode', 'check']);
  });

  test('has the colours of its role and design', async () => {
    const colours = { ...design.colours, competitor: '#ffd426', coach: '#102030', page: '#f0e0d0' };
    const themed = { ...design, colours };
    const { header, role } = arrangementOf('3x4', jordan);
    const competitor = await drawBadge(jordan, 'none', { design: themed });
    const trainer = await drawBadge(coach, 'none', { design: themed });
    for (const top of [header.height - 5, role.top + 2]) {
      expect(near(await colourIn(competitor.image, 4, top), [0xff, 0xd4, 0x26])).toBe(true);
      expect(near(await colourIn(trainer.image, 4, top), [0x10, 0x20, 0x30])).toBe(true);
    }
    expect(near(await colourIn(trainer.image, 10, header.height + 20), [0xf0, 0xe0, 0xd0])).toBe(true);
  });

  test('has a logo of any proportions on its band', async () => {
    const arrangement = arrangementOf('3x4', coach);
    const { header } = arrangement;
    for (const [width, height] of [
      [40, 400],
      [400, 40],
      [64, 64],
    ] as const) {
      const file = await sharp({ create: { width, height, channels: 3, background: '#00ff00' } })
        .png()
        .toBuffer();
      const { image } = await drawBadge(coach, 'none', { design, logo: file });
      const band = await sharp(image)
        .extract({ left: 0, top: 0, width: header.width, height: header.height })
        .raw()
        .toBuffer();
      let green = 0;
      for (let pixel = 0; pixel < band.length; pixel += 3) {
        if (near([...band.subarray(pixel, pixel + 3)], [0, 255, 0])) green += 1;
      }
      const room = headerContent(arrangement).height;
      const largest = Math.min((room * 0.86) / height, (room * 3) / width);
      expect(green / (width * height * largest ** 2)).toBeGreaterThan(0.8);
    }
  });

  test('is not drawn with a logo that is not an image', async () => {
    await expect(drawBadge(coach, 'none', { design, logo: Buffer.from('GIF89a') })).rejects.toThrow();
    // The failure is not cached for the next attempt.
    expect(await drawBadge(coach, 'none', { design, logo })).toMatchObject({ findings: [] });
  });

  test.each([
    'Zachariah Montgomery-Featherstonehaugh von Hohenzollern',
    'Sivasubramaniam Venkataraghavan',
    'Konstantinos Papadimitropoulos',
    'Anne-Christine Vandenbroucke-Michelangeli',
    'Bartholomew Featherstonehaugh-Cholmondeley',
  ])('breaks no word of %s, on any badge', async (name) => {
    for (const format of formats) {
      const drawnIn = new Set<string>();
      for (const facts of [jordan, coach, { ...coach, belt: jordan.belt }]) {
        const area = JSON.stringify(arrangementOf(format, facts).name);
        if (drawnIn.has(area)) continue;
        drawnIn.add(area);
        const { findings } = await drawBadge({ ...facts, name }, 'none', { design: { ...design, format } });
        const codes = findings.map(preflightCode).filter((code) => code !== 'smallest-type: full_name');
        expect(codes, `${format}, ${facts.role}`).toEqual([]);
      }
    }
  });

  test('reports what did not fit', async () => {
    const [long, longer] = ['Wolfeschlegelstein'.repeat(3), 'Wolfeschlegelstein'.repeat(28)];
    const small = await drawBadge({ ...jordan, name: long }, 'none', { design });
    expect(small.findings).toEqual([{ code: 'hyphenated', field: 'full_name' }]);
    const competition = { name: 'Open Championship '.repeat(20), year: 2027 };
    const events = ['Poomsae – '.repeat(60)];
    const cut = await drawBadge({ ...jordan, name: longer, school: longer, events, competition }, 'none', {
      design,
    });
    expect(cut.findings).toEqual(
      ['competition', 'full_name', 'school', 'events'].map((field) => ({ code: 'truncated', field })),
    );
    expect(await Promise.all([...small.findings, ...cut.findings].map(preflightInWords))).toEqual([
      'Name: a word is broken',
      'Competition: its end is cut off',
      'Name: its end is cut off',
      'School: its end is cut off',
      'Event: its end is cut off',
    ]);
  });
});

describe('fetches nothing', () => {
  test('whatever its texts refer to', async () => {
    const fetched: unknown[] = [];
    const original = globalThis.fetch;
    globalThis.fetch = async (input) => {
      fetched.push(input);
      throw new Error('a badge must not fetch');
    };
    try {
      for (const name of [
        '🥋 王小明',
        '<img src="https://example.com/a.png">',
        'url(https://example.com) 𓀀',
      ]) {
        await drawBadge({ ...jordan, name, school: name, events: [name] }, 'none', { design });
      }
    } finally {
      globalThis.fetch = original;
    }
    expect(fetched).toEqual([]);
  });
});

describe('a badge is drawn', () => {
  test.each([
    ['nothing', ''],
    ['blanks', '   '],
    ['500 letters', 'Wolfeschlegelstein'.repeat(28).slice(0, 500)],
    ['500 of the widest letters', 'W'.repeat(500)],
    ['500 ideographs', '驫'.repeat(500)],
    ['500 Arabic letters', 'ب'.repeat(500)],
    ['one grapheme of hundreds of letters', 'क्'.repeat(200)],
    ['words of single letters', 'x '.repeat(300)],
    ['emoji', '🥋🔥👩‍👩‍👧‍👦'],
    ['right-to-left letters', 'محمد علي דוד'],
    ['markup', '</svg><script>&amp;"'],
    ['a direction override and NUL', 'Jo\u202e\u0000Ann'],
    ['line breaks', 'Jo\r\n\u2028\u0085Ann'],
    ['half a surrogate pair', 'Jo\ud83e Ann\udd4b'],
    ['hundreds of combining marks', `Z${'\u0335\u0301'.repeat(400)}`],
    ['marks alone', '\u0301\u0302\u05b0\u0e49'],
    ['names of JavaScript’s built-ins', 'constructor __proto__ toString'],
    ['variation selectors and tags', 'A\ufe0f\u{e0041} 1\ufe0f\u20e3'],
    ['characters not yet in Unicode', '\u{50000} \u{10ffff} \ufdd0'],
  ])('with %s for a name', async (_, name) => {
    for (const format of ['3x4', 'ID-1'] as const) await expectABadge({ ...jordan, name }, { format });
  });

  test('whatever the texts are, and identically each time', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.lorem({ maxCount: 30 }),
    );
    const facts = fc.record({
      name: text,
      school: fc.option(text, { nil: undefined }),
      events: fc.array(text, { maxLength: 12 }),
      competition: fc.record({ name: text, year: fc.integer({ min: 2000, max: 2100 }) }),
    });
    await fc.assert(
      fc.asyncProperty(facts, fc.constantFrom(...formats), async (given, format) => {
        const [first, second] = [
          await expectABadge({ ...jordan, ...given }, { format }),
          await drawBadge({ ...jordan, ...given }, 'none', { design: { ...design, format } }),
        ];
        expect(first.image.equals(second.image)).toBe(true);
        expect(first.findings).toEqual(second.findings);
      }),
      { numRuns: 5 },
    );
  });
});

/** Checks that it decodes, has its format and a readable code, and that no finding repeats a kind and field. */
async function expectABadge(facts: BadgeFacts, changes: Partial<BadgeDesign>): Promise<DrawnBadge> {
  const badge = await drawBadge(facts, 'none', { design: { ...design, ...changes } });
  const { width, height } = badgeFormats[changes.format ?? '3x4'];
  const { info } = await sharp(badge.image).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width, height, channels: 3 });
  expect(await codesIn(badge.image)).toEqual([facts.id]);

  const kinds = badge.findings.map((finding) => JSON.stringify({ ...finding, graphemes: undefined }));
  expect(new Set(kinds).size).toBe(kinds.length);
  for (const finding of badge.findings) {
    expect(finding.code).toMatch(/^(?:missing-glyphs|smallest-type|hyphenated|truncated)$/);
    expect(await preflightInWords(finding)).toMatch(/^(?:Competition|Name|School|Event): [^\n]+$/);
  }
  return badge;
}
