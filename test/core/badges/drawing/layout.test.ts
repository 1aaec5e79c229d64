import * as fc from 'fast-check';
import satori from 'satori';
import { createElement } from 'satori/jsx';
import { describe, expect, test } from 'vitest';
import type { BadgeFacts } from '../../../../core/badges/badge-facts.ts';
import { type BadgeFormat, badgeFormats } from '../../../../core/badges/badge-formats.ts';
import {
  type Arrangement,
  arrangementOf,
  codeArea,
  safeMargin,
} from '../../../../core/badges/drawing/arrangement.ts';
import { fontsFor } from '../../../../core/badges/drawing/fonts.ts';
import { Frame, Person, personArea } from '../../../../core/badges/drawing/layout.tsx';
import type { Area } from '../../../../core/badges/drawing/pixels.ts';
import { allTexts, setCompetition, setTexts } from '../../../../core/badges/drawing/set-texts.ts';
import { registrationType } from '../../../../core/domain/registration-type.ts';
import { coach, jordan, plainDesign } from './facts.ts';

const formats = Object.keys(badgeFormats) as BadgeFormat[];

/** How far a line's box may reach out of its area: its letters do not fill it. */
const overhang = 4;

interface Words extends Area {
  text: string;
}

/** Where the engine places each text of a badge. */
async function wordsOn(
  format: BadgeFormat,
  facts: BadgeFacts,
): Promise<{ words: Words[]; arrangement: Arrangement }> {
  const arrangement = arrangementOf(format, facts);
  const { colours } = plainDesign;
  const words: Words[] = [];
  const place = async (element: Parameters<typeof satori>[0], area: Area, texts: readonly string[]) => {
    await satori(element, {
      width: area.width,
      height: area.height,
      fonts: fontsFor(texts),
      onNodeDetected: ({ textContent, left, top, width, height }) => {
        if (textContent === undefined) return;
        words.push({ text: textContent, left: left + area.left, top: top + area.top, width, height });
      },
    });
  };
  const texts = await setTexts(facts, arrangement);
  const competition = await setCompetition(facts.competition, arrangement, undefined);
  const design = { format, colours };
  const frame = createElement(Frame, { role: facts.role, competition, arrangement, design, logo: undefined });
  await place(frame, { left: 0, top: 0, ...badgeFormats[format] }, competition.lines);
  await place(
    createElement(Person, { facts, texts, arrangement, colours }),
    personArea(arrangement),
    allTexts(texts),
  );
  return { words, arrangement };
}

function overlap(a: Area, b: Area, tolerance = overhang): boolean {
  const apart =
    a.left + a.width <= b.left + 1 ||
    b.left + b.width <= a.left + 1 ||
    a.top + a.height <= b.top + tolerance ||
    b.top + b.height <= a.top + tolerance;
  return !apart;
}

/** What is wrong with where a badge's texts are. */
async function misplaced(format: BadgeFormat, facts: BadgeFacts): Promise<string[]> {
  const { words, arrangement } = await wordsOn(format, facts);
  const { width, height } = badgeFormats[format];
  const pictures = [arrangement.photo, codeArea(arrangement)];
  return words.flatMap((word, index) => {
    const inside =
      word.left >= safeMargin - 1 &&
      word.left + word.width <= width - safeMargin + 1 &&
      word.top >= safeMargin - overhang &&
      word.top + word.height <= height - safeMargin + overhang;
    const over = [...pictures, ...words.slice(index + 1)].filter((other) => overlap(word, other));
    return [
      ...(inside ? [] : [`${word.text} leaves the safe area`]),
      ...over.map((other) => `${word.text} over ${'text' in other ? other.text : 'a picture'}`),
    ];
  });
}

const long = 'Zachariah Montgomery-Featherstonehaugh von Hohenzollern';
const text = fc.oneof(
  fc.constantFrom(
    'Bo Li',
    'X',
    long,
    'Wolfeschlegelstein'.repeat(6),
    'محمد بن عبد الله',
    'लक्ष्मी नारायण कृष्णमूर्ति',
    'ปิ่นแก้ว ที่รัก',
    '渡邊 さくら',
    'Nguyễn Thị Ngọc Ánh',
  ),
  fc.lorem({ maxCount: 12 }),
);
const people = fc.record({
  competition: fc.record({ name: text, year: fc.constant(2027) }),
  id: fc.constantFrom('T1-WWWWW-MMMMM', jordan.id),
  role: fc.constantFrom(...registrationType.options),
  name: text,
  school: fc.option(text, { nil: undefined }),
  ageGroup: fc.constantFrom(undefined, { age: 3 }, { name: 'Dragon', age: 5 }, { name: 'Senior', age: 32 }),
  gender: fc.constantFrom(undefined, 'Female', 'prefers not to say, thank you'),
  weight: fc.constantFrom(undefined, '300 lb', 'about eighty-five pounds, more after lunch'),
  belt: fc.constantFrom(undefined, jordan.belt, { spoken: 'camouflage, but we test for green next week' }),
  events: fc.array(fc.oneof(text, fc.constantFrom(...jordan.events)), { maxLength: 12 }),
});

describe.each(formats)('on a badge of %s', (format) => {
  test('every text is at least 3 mm from the trim, and covers neither another nor a picture', async () => {
    for (const facts of [jordan, coach, { ...coach, belt: jordan.belt }])
      expect(await misplaced(format, facts)).toEqual([]);
    await fc.assert(
      fc.asyncProperty(people, async (facts) => {
        expect(await misplaced(format, facts)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test('a first name is the largest text, and the rest of the name is below it', async () => {
    const arrangement = arrangementOf(format, jordan);
    const { name, school } = await setTexts({ ...jordan, name: 'Benjamin Alexander Hoffmann' }, arrangement);
    expect(name.map(({ lines }) => lines.join(' '))).toEqual(['Benjamin', 'Alexander Hoffmann']);
    const [first, rest] = name;
    expect(first?.size).toBeGreaterThan(1.2 * (rest?.size ?? Number.NaN));
    expect(rest?.size).toBeGreaterThan(school?.size ?? Number.NaN);
  });

  test('a short name uses the room, in one line', async () => {
    const arrangement = arrangementOf(format, jordan);
    const { name } = await setTexts({ ...jordan, name: 'Bo Li' }, arrangement);
    expect(name).toMatchObject([{ lines: ['Bo Li'] }]);
    expect(name[0]?.size).toBeGreaterThan(0.8 * arrangement.type.name[0]);
  });

  test('no line of an event or a school begins with a dash', async () => {
    const events = ['World-class poomsae – Taegeuk 8 Jang', 'Poomsae – Koryo and a form of her own'];
    const facts = { ...jordan, school: 'Universidad Autónoma de Nuevo León - Monterrey', events };
    const set = await setTexts(facts, arrangementOf(format, facts));
    const lines = [...set.events, set.school].flatMap((one) => one?.lines ?? []);
    expect(lines.filter((line) => /^\p{Dash_Punctuation}/u.test(line))).toEqual([]);
  });
});
