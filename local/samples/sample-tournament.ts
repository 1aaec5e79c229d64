import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { placePeople } from '../../core/brackets/divisions.ts';
import { drawRules } from '../../core/brackets/draw-rules.ts';
import { readWeightClasses } from '../../core/brackets/weight-classes.ts';
import { participantOf } from '../../core/lists/participant.ts';
import { readStageConfig } from '../../lib/stage-config.ts';
import { madeUpPeople, type Row } from './made-up-people.ts';

export const weightClassesFile = join(import.meta.dirname, '../../stages/weight_classes.example.json');

/** Always the same people, so that what somebody sees here is what others see. */
const seed = 12;

/** Of so many made-up people one is chosen. */
const choice = 6;

/** How many people one of the largest divisions has, by its place among them: 4 to 13. */
const sizeOf = (place: number) => 4 + (place % 10);

/** The share of people who are in the largest divisions. The others are spread over all divisions, and some are alone. */
const inLargest = 0.85;

/**
 * Made-up people for `npm start`: competitors with names that could be real, and coaches. They are chosen so that even few
 * have brackets to look at.
 *
 * @param year of the competition.
 */
export function sampleTournament(competitors: number, year: number): Row[] {
  const { competitor = [], coach = [] } = Object.groupBy(
    madeUpPeople(competitors * choice, seed, year),
    ({ reg_type }) => reg_type?.S ?? '',
  );
  const crowded = byDivision(competitor, year)
    .flat()
    .slice(0, Math.round(competitors * inLargest));
  const others = competitor.filter((row) => !crowded.includes(row));
  const chosen = [
    ...[...crowded, ...others].slice(0, competitors),
    ...coach.slice(0, Math.ceil(competitors / 10)),
  ];
  return chosen.map((row, index) => ({
    ...row,
    full_name: { S: nameOf(row.full_name?.S ?? '', index) },
    school: { S: schoolOf(row.school?.S ?? '') },
  }));
}

/** Competitors by division, the largest first. */
function byDivision(rows: readonly Row[], year: number): Row[][] {
  const rules = drawRules.parse(readStageConfig('local').brackets ?? {});
  const { classes } = readWeightClasses(
    readFileSync(weightClassesFile, 'utf8'),
    rules.ageGroups.map(({ name }) => name),
  );
  const byId = new Map(rows.map((row) => [row.entryId?.S ?? '', row]));
  const people = rows.map((row) => participantOf(row, year));
  return placePeople(people, { rules, classes })
    .divisions.toSorted((a, b) => b.people.length - a.people.length)
    .map((division, place) =>
      division.people.slice(0, sizeOf(place)).flatMap(({ id }): Row[] => {
        const row = byId.get(id);
        return row ? [row] : [];
      }),
    );
}

/** No two of the first 3,599 people have the same. */
function nameOf(numbered: string, index: number): string {
  const last = lastNames[index % lastNames.length];
  return numbered.startsWith('Master ')
    ? `Master ${last}`
    : `${firstNames[index % firstNames.length]} ${last}`;
}

/** `Dojang 3` as the third school here. */
const schoolOf = (numbered: string) =>
  schools[(Number(numbered.replace(/\D+/, '')) - 1) % schools.length] ?? numbered;

const firstNames =
  `Ana Bo Chloe Daniel Elif Farid Grace Hana Isaac Jade Kofi Leila Mateo Nora Omar Priya Quinn Rosa
Sami Tess Uma Viktor Wren Ximena Yusuf Zoe Aiden Bea Carlos Dalia Ethan Freya Gabriel Holly Ivan Jun Kaya Lucas Mila
Noah Olivia Pablo Ravi Sofia Theo Ines Victor Willa Amir Yara Zane Amara Ben Clara Diego Emma Felix Gia Hugo`.split(
    /\s+/,
  );
const lastNames =
  `Adams Bell Cho Diaz Evans Fischer Garcia Haddad Ito Jensen Kim Larsen Moreno Novak Okafor Park Quist
Rivera Silva Tran Usman Vega Wong Xu Young Zhang Abbott Baker Cruz Dunn Ellis Flores Grant Hughes Ivanov Jones Khan
Lopez Mason Nguyen Owens Patel Reyes Santos Torres Ueda Vargas Walker Yilmaz Zamora Ahmed Brooks Castro Dalton Ekman
Ford Greene Hassan Iqbal Joshi Keller`.split(/\s+/);
const schools = [
  'Golden Dragon TKD - Owasso',
  'Northside Taekwondo',
  'River City Martial Arts',
  'Tiger Academy',
  'Blue Heron Academy',
  'Summit Taekwondo',
  'White Crane Dojang',
  'Lakeview Martial Arts',
  'Red Cedar Taekwondo',
  'Iron Horse TKD',
  'Morning Calm Taekwondo',
  'Prairie Wind Martial Arts',
  'Eagle Rock Taekwondo',
  'Bright Star TKD',
  'Granite Hills Martial Arts',
  'Silver Fox Taekwondo',
];
