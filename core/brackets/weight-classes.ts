/** The organisers' file `weight_classes.json`, in the old script's form: age group, gender, class, lower and upper end. */
import type { Gender } from '../domain/gender.ts';

/** From `from` on, and below `to`; in the unit of the file. */
export interface WeightClass {
  name: string;
  from: number;
  to: number;
}

/** The classes of an age group and gender, in the order of the file. */
export type WeightClasses = ReadonlyMap<string, Readonly<Record<Gender, readonly WeightClass[]>>>;

export interface WeightClassFile {
  classes: WeightClasses;
  /** What an organiser should look at, in words. A class that is not understood is left out. */
  problems: string[];
}

const genders: readonly Gender[] = ['female', 'male'];

/**
 * Reads `{"cadet": {"female": {"fin": [0, 29], "light middle": ["47", "51"]}}}`, whose limits are numbers or numeric text.
 *
 * @param text of the file.
 * @param ageGroups the names that the stage's rules have.
 */
export function readWeightClasses(text: string, ageGroups: readonly string[]): WeightClassFile {
  const problems: string[] = [];
  const classes = new Map<string, Record<Gender, readonly WeightClass[]>>();
  const file = objectIn(text);
  if (!file) return { classes, problems: ['The file of weight classes is no JSON object'] };
  for (const [ageGroup, ofAge] of file) {
    if (!ageGroups.includes(ageGroup)) {
      problems.push(`${ageGroup}: there is no such age group`);
      continue;
    }
    const byGender: Record<Gender, readonly WeightClass[]> = { female: [], male: [] };
    for (const [gender, named] of entriesOf(ofAge) ?? []) {
      const known = genders.find((one) => one === gender);
      if (!known) {
        problems.push(`${ageGroup} ${gender}: expected female or male`);
        continue;
      }
      const place = `${ageGroup} ${gender}`;
      byGender[known] = (entriesOf(named) ?? []).flatMap(([name, limits]) => {
        const one = classFrom(name, limits);
        if (!one) problems.push(`${place} ${name}: expected two numbers, the lower first`);
        return one ?? [];
      });
      problems.push(...gapsIn(byGender[known]).map((gap) => `${place}: no class ${gap}`));
    }
    classes.set(ageGroup, byGender);
  }
  for (const ageGroup of ageGroups) {
    for (const gender of genders) {
      if (!classes.get(ageGroup)?.[gender].length) problems.push(`${ageGroup} ${gender}: no classes`);
    }
  }
  return { classes, problems };
}

/** The first class, in the order of the file, that has a weight; the heaviest one has no upper end. */
export function weightClassOf(weight: number, classes: readonly WeightClass[]): WeightClass | undefined {
  const top = Math.max(...classes.map(({ to }) => to));
  return (
    classes.find(({ from, to }) => from <= weight && weight < to) ??
    (weight >= top ? classes.find(({ to }) => to === top) : undefined)
  );
}

/** https://www.nist.gov/pml/owm/metric-si/unit-conversion: a pound is exactly so many kilograms. */
const kilogramsInPound = 0.45359237;

/** A weight of a registration, which is in pounds, in the unit of the file. */
export const inUnitOf = (unit: 'lb' | 'kg', pounds: number) =>
  unit === 'kg' ? pounds * kilogramsInPound : pounds;

/** JavaScript puts keys that are whole numbers before all others, and classes are often named by their weight: with a
 * letter before it, each key keeps its place in the file. */
const keyMark = 'k';

function objectIn(text: string): [string, unknown][] | undefined {
  const marked = text
    .replace(/^\uFEFF/, '')
    .replaceAll(/"((?:[^"\\]|\\.)*)"(\s*:)?/g, (literal, content, colon) =>
      colon ? `"${keyMark}${content}"${colon}` : literal,
    );
  try {
    return entriesOf(JSON.parse(marked));
  } catch {
    return undefined;
  }
}

function entriesOf(value: unknown): [string, unknown][] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).map(([key, inside]) => [key.slice(keyMark.length), inside]);
}

function classFrom(name: string, limits: unknown): WeightClass | undefined {
  if (!Array.isArray(limits) || limits.length !== 2 || name.trim() === '') return undefined;
  const [from, to] = limits.map(numberFrom);
  return from === undefined || to === undefined || from > to ? undefined : { name, from, to };
}

function numberFrom(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = /^\s*\+?inf(?:inity)?\s*$/i.test(value) ? Number.POSITIVE_INFINITY : Number(value);
  return Number.isNaN(number) ? undefined : number;
}

/** `from 32.99 to 33`: the weights between the lightest and the heaviest class that are in none. */
function gapsIn(classes: readonly WeightClass[]): string[] {
  const gaps: string[] = [];
  let reached: number | undefined;
  for (const { from, to } of classes.toSorted((a, b) => a.from - b.from)) {
    if (reached !== undefined && from > reached) gaps.push(`from ${reached} to ${from}`);
    reached = Math.max(reached ?? to, to);
  }
  return gaps;
}
