import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { drawRules } from '../../../core/brackets/draw-rules.ts';
import { makePlan } from '../../../core/brackets/make-plan.ts';
import { readWeightClasses } from '../../../core/brackets/weight-classes.ts';
import { participantOf } from '../../../core/lists/participant.ts';
import { competitionYear, madeUpPeople } from '../../../local/samples/made-up-people.ts';

const inKilograms = readFileSync('stages/weight_classes.example.json', 'utf8');
const inPounds = inKilograms.replaceAll(/\d+(?:\.\d+)?/g, (text) => String(Math.round(Number(text) * 2.205)));
const people = madeUpPeople(100, 7).map((row) => participantOf(row, competitionYear));

function problemsOf(weightUnit: 'lb' | 'kg', file: string, drawn = people): string[] {
  const rules = drawRules.parse({ weightUnit });
  const weightClasses = readWeightClasses(
    file,
    rules.ageGroups.map(({ name }) => name),
  );
  return makePlan({ stage: 'test', people: drawn, rules, weightClasses }).problems;
}

describe('a file of weight classes in another unit than the stage says', () => {
  test.each([
    ['kg', inPounds, 'lightest', 'in kilograms; perhaps it is in pounds'],
    ['lb', inKilograms, 'heaviest', 'in pounds; perhaps it is in kilograms'],
  ] as const)('is noticed where it says %s', (unit, file, end, hint) => {
    expect(problemsOf(unit, file)).toEqual([
      `Nearly everybody is in the ${end} class of the age group: the stage says that the file of weight classes is ${hint}`,
    ]);
  });

  test('is not suspected where it is in that unit, or where there are few people', () => {
    expect(problemsOf('kg', inKilograms)).toEqual([]);
    expect(problemsOf('lb', inPounds)).toEqual([]);
    expect(problemsOf('lb', inKilograms, people.slice(0, 19))).toEqual([]);
  });
});
