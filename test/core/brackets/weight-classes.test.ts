import { describe, expect, test } from 'vitest';
import { inUnitOf, readWeightClasses, weightClassOf } from '../../../core/brackets/weight-classes.ts';

const read = (file: unknown) => readWeightClasses(JSON.stringify(file), ['cadet']);
const both = (classes: unknown) => ({ cadet: { female: classes, male: classes } });

describe('the file of weight classes', () => {
  test('has limits as numbers or as text, and classes in the order of the file', () => {
    const { classes, problems } = readWeightClasses(
      '{"cadet": {"female": {"-45": [0, "45"], "58": ["45", 58], "51": [58, " 63 "], "+63": [63, "inf"]}, "male": {"all": [0, 99]}}}',
      ['cadet'],
    );
    expect(problems).toEqual([]);
    expect(classes.get('cadet')?.female).toEqual([
      { name: '-45', from: 0, to: 45 },
      { name: '58', from: 45, to: 58 },
      { name: '51', from: 58, to: 63 },
      { name: '+63', from: 63, to: Number.POSITIVE_INFINITY },
    ]);
  });

  test('keeps its order too where a class is named by a number, and a text looks like a key', () => {
    const { classes, problems } = readWeightClasses(
      String.raw`{"cadet": {"male": {"z": [0, ": \"9\": "], "b\"1": [1, 2], "2": [2, 3], "1": [3, 4]}, "female": {"a": [0, 9]}}}`,
      ['cadet'],
    );
    expect(classes.get('cadet')?.male.map(({ name }) => name)).toEqual(['b"1', '2', '1']);
    expect(problems).toEqual(['cadet male z: expected two numbers, the lower first']);
  });

  test.each([
    ['not JSON', '{', 'The file of weight classes is no JSON object'],
    ['a list', '[]', 'The file of weight classes is no JSON object'],
  ])('that is %s leaves everybody without a class', (_, text, problem) => {
    expect(readWeightClasses(text, ['cadet'])).toEqual({ classes: new Map(), problems: [problem] });
  });

  test.each([
    [{ ...both({ all: [0, 99] }), cadets: {} }, 'cadets: there is no such age group'],
    [{ cadet: { ...both({ all: [0, 99] }).cadet, M: {} } }, 'cadet M: expected female or male'],
    [{ cadet: { female: { all: [0, 99] } } }, 'cadet male: no classes'],
    [
      { cadet: { ...both({ all: [0, 99] }).cadet, male: { light: [0, 22.99], heavy: [23, 50] } } },
      'cadet male: no class from 22.99 to 23',
    ],
    [
      { cadet: { ...both({ all: [0, 99] }).cadet, male: { all: [0, 99], odd: ['x', 3] } } },
      'cadet male odd: expected two numbers, the lower first',
    ],
  ])('says what is wrong with it: %j', (file, problem) => {
    expect(read(file).problems).toEqual([problem]);
  });
});

describe('a class', () => {
  const classes = read(both({ fin: [0, 29], fly: [29, 33], wide: [20, 40], heavy: [59, 99] })).classes.get(
    'cadet',
  )?.male;

  test.each([
    [0, 'fin'],
    [28.9, 'fin'],
    [29, 'fly'],
    [33, 'wide'],
    [40, undefined],
    [58.99, undefined],
    [59, 'heavy'],
    [99, 'heavy'],
    [140, 'heavy'],
  ])('for %d is the first that has it, and the heaviest has no upper end: %s', (weight, name) => {
    expect(weightClassOf(weight, classes ?? [])?.name).toBe(name);
  });

  test('is none where there are no classes', () => {
    expect(weightClassOf(50, [])).toBeUndefined();
  });

  test('may be in kilograms, while registrations are in pounds', () => {
    expect(inUnitOf('kg', 100)).toBeCloseTo(45.359237);
    expect(inUnitOf('lb', 100)).toBe(100);
  });
});
