/**
 * `npm run bench:brackets`: how often school-mates meet in round one of generated tournaments, by different ways of drawing
 * the same divisions, and how long a draw takes. `--write` puts the tables into docs/brackets.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fewestFirstRoundPairs } from '../core/brackets/byes.ts';
import { type DrawRules, drawRules } from '../core/brackets/draw-rules.ts';
import { planPage } from '../core/brackets/files/plan-page.ts';
import { firstRoundPairs, sizesOf } from '../core/brackets/first-round.ts';
import { makePlan } from '../core/brackets/make-plan.ts';
import type { PlanInput } from '../core/brackets/plan-input.ts';
import { SchoolMeetings } from '../core/brackets/school-meetings.ts';
import { lotsFor, shuffled } from '../core/brackets/seeded-numbers.ts';
import { drawGreedily, drawSeeds } from '../core/brackets/seeding.ts';
import { costOf } from '../core/brackets/seeding-cost.ts';
import { readWeightClasses } from '../core/brackets/weight-classes.ts';
import { byKeys } from '../core/lists/order.ts';
import { type Participant, participantOf } from '../core/lists/participant.ts';
import { competitionYear, madeUpPeople } from '../local/samples/made-up-people.ts';

const usage = `npm run bench:brackets -- [--tournaments N] [--write] [--json]

Draws generated tournaments, 200 when nothing else is said.`;

/** One way to draw all divisions of the generated tournaments. */
export interface Way {
  way: string;
  /** Matches of round one between two people of one school. */
  schoolMates: number;
  /** Over all pairs of school-mates, two to the minus of the round in which they would meet. */
  cost: number;
  /** Within one tournament, how often the two schools meet in round one that do so most; the mean over all. */
  sameSchools: number;
}

export interface Comparison {
  tournaments: number;
  people: number;
  divisions: number;
  firstMatches: number;
  ways: Way[];
  /** Pairs of school-mates that no drawing avoids. */
  bound: number;
  /** The same where no school has two byes while another has none. */
  boundEven: number;
  /** Brackets of ours in which a school has two byes while another has none. */
  unevenByes: number;
  /** Divisions in which ours has more of them than that. */
  aboveBound: number;
}

/** In kilograms. */
const weightClassFile = readFileSync(
  join(import.meta.dirname, '../stages/weight_classes.example.json'),
  'utf8',
);

const rules: DrawRules = drawRules.parse({ weightUnit: 'kg' });

export const madeUpPlan = (competitors: number, seed: number, more: Partial<PlanInput> = {}) =>
  makePlan({
    stage: `made-up-${seed}`,
    people: madeUpPeople(competitors, seed).map((row) => participantOf(row, competitionYear)),
    rules,
    weightClasses: readWeightClasses(
      weightClassFile,
      rules.ageGroups.map(({ name }) => name),
    ),
    ...more,
  });

type Order = (people: Participant[], lots: string) => readonly Participant[];

const otherWays: Readonly<Record<string, Order>> = {
  'the old script’s order': (people) => people.toSorted(byKeys(({ school, id }) => [school, id])),
  'by lot': (people, lots) => shuffled(people, lotsFor(`random ${lots}`)),
  'JudoShiai’s way': (people, lots) => drawGreedily(people, { lots, byes: 'apart' }),
};
const ours = 'this draw';
const even = 'this draw, `byes` even';
export const ways = [...Object.keys(otherWays), ours, even];

/** Draws tournaments of 500 to 2,000 competitors. */
export function compareDraws(tournaments: number): Comparison {
  const sumOf = new Map(ways.map((way) => [way, { way, schoolMates: 0, cost: 0, sameSchools: 0 }]));
  const sums = {
    people: 0,
    divisions: 0,
    firstMatches: 0,
    bound: 0,
    boundEven: 0,
    unevenByes: 0,
    aboveBound: 0,
  };
  for (let seed = 1; seed <= tournaments; seed += 1) {
    const competitors = 500 + ((seed * 37) % 1501);
    const people = madeUpPeople(competitors, seed).map((row) => participantOf(row, competitionYear));
    const byId = new Map(people.map((one) => [one.id, one]));
    const plan = madeUpPlan(competitors, seed);
    const brackets = plan.divisions.filter(({ format }) => format === 'single elimination');
    sums.people += competitors;
    sums.divisions += brackets.length;
    for (const { firstRound, matches, seeds } of brackets) {
      sums.firstMatches += matches.filter(({ round }) => round === 1).length;
      sums.bound += firstRound?.fewest ?? 0;
      const sizes = sizesOf(seeds.flatMap((id) => byId.get(id) ?? []));
      sums.boundEven += fewestFirstRoundPairs(sizes, 'even');
      if (firstRound?.unevenByes) sums.unevenByes += 1;
      if ((firstRound?.pairs.length ?? 0) > (firstRound?.fewest ?? 0)) sums.aboveBound += 1;
    }
    for (const [way, sum] of sumOf) {
      const met = new SchoolMeetings();
      for (const { key, seeds } of brackets) {
        const drawn = seeds.flatMap((id) => byId.get(id) ?? []);
        const lots = `${seed} ${key}`;
        const order =
          way === even
            ? drawSeeds(drawn, { lots, byes: 'even', met })
            : (otherWays[way]?.(drawn, lots) ?? drawn);
        const cost = costOf(order.map(({ schoolKey }) => schoolKey));
        sum.schoolMates += cost.firstRoundPairs;
        sum.cost += cost.mates;
        for (const [a, b] of firstRoundPairs(order)) met.add(a.schoolKey, b.schoolKey);
      }
      sum.sameSchools += met.most() / tournaments;
    }
  }
  return { tournaments, ...sums, ways: [...sumOf.values()] };
}

const colorBeltsInGroups = drawRules.parse({
  weightUnit: 'kg',
  styles: rules.styles.map((style) => (style.event === 'sparring' ? { ...style, spread: {} } : style)),
});

/** How much processor time a plan takes, in milliseconds, and how many divisions it has. */
function timePlan(competitors: number, groups: boolean) {
  const started = process.cpuUsage();
  const { divisions } = madeUpPlan(competitors, 1, groups ? { rules: colorBeltsInGroups } : {});
  return { competitors, groups, divisions: divisions.length, ms: process.cpuUsage(started).user / 1000 };
}

/** How large a plan's page is, and how much processor time it takes. */
async function timePage(competitors: number) {
  const draw = {
    execution: 'bench',
    madeAt: `${competitionYear}-05-01T01:12:00.000Z`,
    forced: [],
    plan: madeUpPlan(competitors, 1),
  };
  const competition = { name: 'Made-up Open', year: competitionYear };
  const started = process.cpuUsage();
  const page = await planPage({ draw, competition, timeZone: 'America/Chicago' });
  return { competitors, bytes: Buffer.byteLength(page), ms: process.cpuUsage(started).user / 1000 };
}

const document = join(import.meta.dirname, '../docs/brackets.md');
const tableStart = '<!-- npm run bench:brackets -- --write -->';
const tableEnd = '<!-- end -->';

function tableOf({
  tournaments,
  people,
  divisions,
  firstMatches,
  ways,
  bound,
  boundEven,
  unevenByes,
  aboveBound,
}: Comparison): string {
  const number = (value: number) => Math.round(value).toLocaleString('en');
  const percent = (value: number) => `${((100 * value) / firstMatches).toFixed(2)} %`;
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [
    `${number(tournaments)} generated tournaments with ${number(people)} competitors have ${number(divisions)} brackets of six people or more, with`,
    `${number(firstMatches)} matches in round one.`,
    '',
    row(['drawn', 'school-mates in round one', 'of all matches there', 'cost', 'same two schools, at most']),
    '|---|---|---|---|---|',
    ...ways.map(({ way, schoolMates, cost, sameSchools }) =>
      row([way, number(schoolMates), percent(schoolMates), number(cost), sameSchools.toFixed(1)]),
    ),
    row(['the bound', number(bound), percent(bound), '', '']),
    row(['the bound, `byes` even', number(boundEven), percent(boundEven), '', '']),
    '',
    `${aboveBound === 0 ? 'No bracket of ours is' : `${aboveBound} brackets of ours are`} above its bound. In ${number(unevenByes)} of them a school has two byes while another has none.`,
  ].join('\n');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      tournaments: { type: 'string', default: '200' },
      write: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const comparison = compareDraws(Number(values.tournaments));
  const times = [500, 5000].flatMap((competitors) => [
    timePlan(competitors, false),
    timePlan(competitors, true),
  ]);
  const page = await timePage(5000);
  if (values.json) {
    console.log(JSON.stringify({ comparison, times, page }, undefined, 2));
    return;
  }
  const table = tableOf(comparison);
  console.log(table);
  for (const { competitors, groups, divisions, ms } of times) {
    const what = groups ? 'divisions, color belts in groups' : 'divisions';
    console.log(
      `${competitors} competitors: ${divisions} ${what}, in ${Math.round(ms)} ms of processor time`,
    );
  }
  console.log(
    `The page for ${page.competitors} competitors: ${(page.bytes / 1e6).toFixed(1)} MB, in ${Math.round(page.ms)} ms of processor time`,
  );
  if (!values.write) return;
  const text = readFileSync(document, 'utf8');
  const [before, rest = ''] = text.split(tableStart);
  writeFileSync(
    document,
    `${before}${tableStart}\n\n${table}\n\n${tableEnd}${rest.split(tableEnd)[1] ?? ''}`,
  );
}

if (import.meta.main) await main();
