/** Sets all texts of a badge into their areas. */
import type { BadgeFacts } from '../badge-facts.ts';
import type { Finding } from '../preflight.ts';
import {
  type Arrangement,
  beside,
  columnGap,
  eventColumns,
  eventGap,
  factsStandUpright,
  headerContent,
  noteSize,
} from './arrangement.ts';
import { lineHeightOf, type TextBox } from './fit-text.ts';
import { namePartsOf } from './name-parts.ts';
import type { Area } from './pixels.ts';
import { type Typeset, typeset } from './typeset.tsx';

/** The texts about a person, whose length we do not control. */
export interface PersonTexts {
  /** The whole name, or the first name above the rest. */
  name: readonly Typeset[];
  school?: Typeset;
  ageGroup?: Typeset;
  gender?: Typeset;
  weight?: Typeset;
  belt?: Typeset;
  /** One for each event, in the facts' order, all in one type size. */
  events: readonly Typeset[];
  id: Typeset;
}

/** The name of the competition, beside the logo if there is one. */
export async function setCompetition(
  { name, year }: BadgeFacts['competition'],
  arrangement: Arrangement,
  logo: Area | undefined,
): Promise<Typeset> {
  const box = boxOf(beside(logo, headerContent(arrangement)), arrangement.type.competition);
  const [competition] = await typeset([{ text: `${name} ${year}`, box }]);
  return competition;
}

/** Sets all texts about a person. All at once, because measuring many takes hardly longer than measuring one. */
export async function setTexts(facts: BadgeFacts, arrangement: Arrangement): Promise<PersonTexts> {
  const { name, school, ageGroup, gender, weight, belt, events, id } = facts;
  const { name: nameArea, school: schoolArea, belt: beltArea, type } = arrangement;
  const factBox = factBoxOf(arrangement);
  const beltText = [beltArea.height * 0.68, type.school[1]] as const;
  const [inOneLine, inSeveral] = eventBoxes(events, arrangement);
  const [setWhole, setSchool, setAge, setGender, setWeight, setBelt, setId, ...others] = await typeset([
    { text: name, box: boxOf(nameArea, type.name) },
    { text: school ?? '', box: boxOf(schoolArea, type.school) },
    { text: ageGroup ? (ageGroup.name ?? String(ageGroup.age)) : '', box: ageBoxOf(arrangement) },
    { text: gender ?? '', box: factBox },
    { text: weight ?? '', box: factBox },
    { text: belt?.spoken ?? '', box: boxOf({ ...beltArea, width: beltArea.width * 0.8 }, beltText) },
    { text: id, box: boxOf(arrangement.id, type.id) },
    ...dividedName(name, arrangement),
    ...events.map((text) => ({ text, box: inOneLine })),
    ...events.map((text) => ({ text, box: inSeveral })),
  ]);
  const single = others.slice(-2 * events.length || others.length, -events.length);
  const several = others.slice(-events.length || others.length);
  return {
    name: bestName(setWhole, others.slice(0, others.length - 2 * events.length)),
    school: school === undefined ? undefined : setSchool,
    ageGroup: ageGroup === undefined ? undefined : setAge,
    gender: gender === undefined ? undefined : setGender,
    weight: weight === undefined ? undefined : setWeight,
    belt: belt === undefined ? undefined : setBelt,
    events: single.every(isInOneLine) ? inOneSize(single) : await refitted(events, several, inSeveral),
    id: setId,
  };
}

/** The boxes of an event: in one line if that is not too small, otherwise in as many as there is room for. */
function eventBoxes(events: readonly string[], { events: area, type }: Arrangement): [TextBox, TextBox] {
  const columns = eventColumns(events.length);
  const width = (area.width - (columns - 1) * columnGap) / columns;
  const gap = eventGap(events.length);
  const height = (area.height + gap) / Math.ceil(events.length / columns) - gap;
  const several = boxOf({ width, height }, type.events);
  const line = several.largest * lineHeightOf(events.join());
  return [{ ...several, height: Math.min(height, line), floor: several.largest * 0.7 }, several];
}

const inOneSize = (texts: readonly Typeset[]) => {
  const size = Math.min(...texts.map((text) => text.size));
  return texts.map((text) => ({ ...text, size }));
};

/** All events in the type of the longest, in which the others may need fewer lines. */
async function refitted(
  events: readonly string[],
  set: readonly Typeset[],
  box: TextBox,
): Promise<readonly Typeset[]> {
  const largest = Math.min(...set.map((text) => text.size));
  return inOneSize(await typeset(events.map((text) => ({ text, box: { ...box, largest } }))));
}

/** How much of the name's height the first name may take: less where the rest needs two lines. */
const firstNameShares = [0.62, 0.5];

/** The first name and the rest, for each share. */
function dividedName(name: string, { name: { width, height }, type }: Arrangement) {
  const parts = namePartsOf(name);
  if (!parts) return [];
  return firstNameShares.flatMap((share) => [
    { text: parts.first, box: boxOf({ width, height: height * share }, type.firstName) },
    { text: parts.rest, box: boxOf({ width, height: height * (1 - share) }, type.restOfName) },
  ]);
}

/** The first name above the rest if that makes the first name larger and the rest not too small. */
function bestName(whole: Typeset, [first, rest, ...others]: readonly Typeset[]): Typeset[] {
  if (!first || !rest) return [whole];
  const readsWell = isInOneLine(first) && !rest.atFloor && !rest.truncated;
  if (readsWell && first.size >= rest.size && first.size > whole.size) return [first, rest];
  return bestName(whole, others);
}

const isInOneLine = ({ lines, atFloor, truncated }: Typeset) => lines.length === 1 && !atFloor && !truncated;

function boxOf(
  { width, height }: Pick<Area, 'width' | 'height'>,
  [largest, floor, smallest]: readonly [number, number, number?],
): TextBox {
  return { width, height, largest, floor, smallest };
}

/** A fact may be free text as somebody wrote it, so it has to share the space with the other facts. */
function factBoxOf(arrangement: Arrangement): TextBox {
  const { facts, fact } = arrangement;
  const width = factsStandUpright(arrangement) ? facts.width : facts.width * 0.3;
  return { width, height: fact.value * lineHeightOf(''), largest: fact.value, floor: fact.label / 2 };
}

/** The age group's name leaves room for the age beside it, where that is not below. */
function ageBoxOf(arrangement: Arrangement): TextBox {
  const box = factBoxOf(arrangement);
  const { beside, size } = noteSize(arrangement);
  return beside ? { ...box, width: box.width - 4 * size } : box;
}

const textOf = ({ lines }: Typeset) => lines.join(' ');

/** All texts about a person, for finding the fonts that they need. */
export const allTexts = ({ name, events, ...texts }: PersonTexts) =>
  [...name, ...Object.values(texts), ...events].filter((text) => text !== undefined).map(textOf);

/** Findings name the registration's attribute that contains the text. */
export function textFindings({
  competition,
  name,
  school,
  gender,
  weight,
  belt,
  events,
}: PersonTexts & { competition: Typeset }): Finding[] {
  const fields: [string, readonly (Typeset | undefined)[]][] = [
    ['competition', [competition]],
    ['full_name', name],
    ['school', [school]],
    ['gender', [gender]],
    ['weight', [weight]],
    ['beltRank', [belt]],
    ['events', events],
  ];
  return fields.flatMap(([field, texts]): Finding[] => {
    const set = texts.filter((text) => text !== undefined);
    const graphemes = [...new Set(set.flatMap(({ missing }) => missing))];
    const truncated = set.some((text) => text.truncated);
    const hyphenated = !truncated && set.some((text) => text.hyphenated);
    return [
      ...(graphemes.length > 0 ? [{ code: 'missing-glyphs' as const, field, graphemes }] : []),
      ...(truncated ? [{ code: 'truncated' as const, field }] : []),
      ...(hyphenated ? [{ code: 'hyphenated' as const, field }] : []),
      ...(!truncated && !hyphenated && set.some(({ atFloor }) => atFloor)
        ? [{ code: 'smallest-type' as const, field }]
        : []),
    ];
  });
}
