/**
 * `npm run bench:lists`: how long a tournament's lists take, and for the same made-up people how the old way of making
 * sparring groups and the present one compare.
 */
import { parseArgs } from 'node:util';
import { bestGroups } from '../core/lists/best-groups.ts';
import { schoolPairsIn, spreadOf, weightCost } from '../core/lists/group-cost.ts';
import { makeLists } from '../core/lists/lists.ts';
import { type Participant, participantOf } from '../core/lists/participant.ts';
import { sparringPools } from '../core/lists/sparring-groups.ts';
import { competitionYear, madeUpPeople } from '../local/samples/made-up-people.ts';
import { oldGroups } from './old-grouping.ts';

const usage = `npm run bench:lists -- [--sizes N,N,…] [--seed N] [--json]

Makes the lists of tournaments of made-up competitors, 200, 1000 and 5000 when nothing else is said.`;

export interface Comparison {
  competitors: number;
  /** Of the lists as a whole. */
  ms: number;
  old: Grouping;
  now: Grouping;
}

export interface Grouping {
  groups: number;
  /** Pairs of people of one school in one group. */
  schoolPairs: number;
  /** Largest difference of weights in a group, in pounds. */
  largestDifferenceLb: number;
  /** Mean difference, in pounds. */
  meanDifferenceLb: number;
  cost: number;
}

/** Both ways of grouping, for the same people. */
export function compare(competitors: number, seed: number): Comparison {
  const rows = madeUpPeople(competitors, seed);
  const started = performance.now();
  makeLists(rows, { competitionYear });
  const ms = performance.now() - started;
  const pools = sparringPools(rows.map((row) => participantOf(row, competitionYear)));
  const grouped = (part: (members: Participant[]) => Participant[][]) =>
    groupingOf(pools.flatMap(({ members }) => part(members)));
  return {
    competitors,
    ms,
    old: grouped(oldGroups),
    now: grouped((members) => bestGroups(members, weightCost)),
  };
}

function groupingOf(groups: readonly Participant[][]): Grouping {
  const differences = groups.map((members) => spreadOf(members.map(({ weightLb = 0 }) => weightLb)));
  const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);
  return {
    groups: groups.length,
    schoolPairs: sum(groups.map(schoolPairsIn)),
    largestDifferenceLb: Math.max(...differences),
    meanDifferenceLb: sum(differences) / differences.length,
    cost: sum(groups.map(weightCost)),
  };
}

function main(): void {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '200,1000,5000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const comparisons = values.sizes.split(',').map((size) => compare(Number(size), Number(values.seed)));
  if (values.json) {
    console.log(JSON.stringify(comparisons, undefined, 2));
    return;
  }
  for (const { competitors, ms, old, now } of comparisons) {
    console.log(`${competitors} competitors: all lists in ${Math.round(ms)} ms; sparring`);
    console.table({ old: rounded(old), now: rounded(now) });
  }
}

const rounded = (grouping: Grouping) =>
  Object.fromEntries(Object.entries(grouping).map(([name, value]) => [name, Math.round(value * 10) / 10]));

if (import.meta.main) main();
