import { describe, expect, test } from 'vitest';
import { parseResident } from '../../bench/memory.ts';
import { asJson, asText, type Figure, isMet, type Report } from '../../bench/report.ts';

const figure = (value: number | undefined, goal: Figure['goal']): Figure => ({
  name: 'x',
  value,
  unit: 'ms',
  goal,
});

describe('a figure', () => {
  test.each([
    ['below its goal', figure(99, { below: 100 }), true],
    ['at its goal', figure(100, { below: 100 }), false],
    ['with all that are expected', figure(200, { all: 200 }), true],
    ['with fewer than expected', figure(199, { all: 200 }), false],
    ['without a goal', figure(1, undefined), undefined],
    ['that was not measured', figure(undefined, { below: 100 }), undefined],
  ])('%s', (_, given, met) => {
    expect(isMet(given)).toBe(met);
  });
});

describe('the report', () => {
  const report: Report = {
    figures: [
      { name: 'email', value: 512.4, unit: 'ms', goal: { below: 1_000 } },
      { name: 'memory', unit: 'MB', goal: { below: 1_500 } },
    ],
    coldStarts: [{ function: 'store-entry', ms: [210.6, 95.2] }],
    cost: [{ part: 'Step Functions', quantity: 13, unit: 'state transitions', usd: 0.000325 }],
    notes: ['a note'],
    problems: [],
  };

  test('shows each figure with its goal, and says what was not measured', () => {
    const lines = asText(report).split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^email +512 ms +< 1000 ms +met$/));
    expect(lines).toContainEqual(expect.stringMatching(/^memory +not measured +< 1500 MB$/));
    expect(lines).toContainEqual(expect.stringMatching(/^store-entry +2 +211, 95$/));
    expect(lines).toContainEqual(
      expect.stringMatching(/^Step Functions +13\.0 state transitions +0\.0003250$/),
    );
  });

  test('can be printed as JSON', () => {
    expect(JSON.parse(asJson(report))).toMatchObject({
      figures: [{ value: 512.4, met: true }, { name: 'memory' }],
    });
  });
});

test('resident memory is read from the status file of Linux, and is 0 for a kernel thread', () => {
  expect(parseResident('Name:\tnode\nVmHWM:\t  900 kB\nVmRSS:\t  800 kB\nThreads:\t11\n')).toBe(819_200);
  expect(parseResident('Name:\tkthreadd\nThreads:\t1\n')).toBe(0);
});
