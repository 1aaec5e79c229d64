/** What holds of every step, of whichever state machine and stage. */
import { describe, expect, test } from 'vitest';
import * as errors from '../../core/domain/errors.ts';
import { definitionsOf, lambdaOf, type Retrier, startsExecutions, tasksOf } from './machines.ts';
import { stacks } from './stacks.ts';

const namesOf = (classes: readonly { errorName: string }[]) => classes.map(({ errorName }) => errorName);

const machines = stacks.flatMap(({ name: stack, template }) =>
  [...definitionsOf(template)].map(([name, definition]) => ({
    name: `${name} of ${stack}`,
    tasks: tasksOf(definition).filter(([, task]) => !startsExecutions(task)),
    /** Those that work on a job's items. */
    ofItems: new Set(
      Object.values(definition.States).flatMap(({ ItemProcessor }) =>
        ItemProcessor ? tasksOf(ItemProcessor).map(([label]) => label) : [],
      ),
    ),
    starts: tasksOf(definition).filter(([, task]) => startsExecutions(task)),
    functions: template.findResources('AWS::Lambda::Function'),
  })),
);

describe.each(machines)('every step of $name', ({ tasks, ofItems, starts, functions }) => {
  test('that starts an execution is tried again, whatever it fails with', () => {
    for (const [label, { Retry = [] }] of starts) {
      expect(Retry, label).toMatchObject([{ ErrorEquals: ['States.ALL'], MaxAttempts: 6 }]);
    }
  });

  test('retries what passes by itself, a limited number of times, and nothing that is permanent', () => {
    for (const [label, { Retry = [] }] of tasks) {
      expect(
        Retry.map(({ ErrorEquals }) => ErrorEquals),
        label,
      ).toEqual([
        expect.arrayContaining([...namesOf(errors.transientErrors), 'Lambda.Unknown']),
        namesOf(errors.rateLimitedErrors),
        ['Lambda.TooManyRequestsException', ...namesOf(errors.pacedErrors)],
        namesOf(errors.notYetErrors),
        namesOf(errors.outageErrors),
        namesOf(errors.unclearErrors),
      ]);
      const retried = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
      for (const permanent of namesOf(errors.permanentErrors))
        expect(retried, label).not.toContain(permanent);
      for (const { MaxAttempts } of Retry) expect(MaxAttempts, label).toBeLessThan(3_000);
    }
  });

  test('gives way if it makes badges or works for a job, and only then', () => {
    for (const [label, { Retry = [] }] of tasks) {
      const paced = Retry.find(({ ErrorEquals }) => ErrorEquals.includes('DrivePacedError'));
      expect(paced?.MaxDelaySeconds, label).toBe(givesWay(label) ? 120 : 30);
    }
    function givesWay(label: string) {
      return ofItems.has(label) || label === 'Render badge' || /^Push .*to Drive$/.test(label);
    }
  });

  test('times out just after its Lambda does', () => {
    for (const [label, task] of tasks) {
      const { Timeout } = functions[lambdaOf(task)]?.Properties ?? expect.fail(`no Lambda of ${label}`);
      expect(task.TimeoutSeconds, label).toBe(Timeout + 5);
    }
  });
});

describe('a step waits', () => {
  const [, step] = machines[0]?.tasks[0] ?? expect.fail('no step');

  /** Hours from the first failure with an error to the last retry, without jitter. */
  function hoursFor(error: string): number {
    const retrier = step.Retry?.find(({ ErrorEquals }) => ErrorEquals.includes(error));
    const {
      IntervalSeconds,
      BackoffRate,
      MaxAttempts,
      MaxDelaySeconds = Infinity,
    }: Retrier = retrier ?? expect.fail(`${error} is not retried`);
    const waits = Array.from({ length: MaxAttempts }, (_, attempt) =>
      Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds),
    );
    return waits.reduce((sum, wait) => sum + wait, 0) / 3600;
  }

  test.each(namesOf(errors.notYetErrors))('about an hour for what is on its way: %s', (error) => {
    expect(hoursFor(error)).toBeCloseTo(1, 1);
  });

  test.each([
    'Lambda.TooManyRequestsException',
    ...namesOf([...errors.rateLimitedErrors, ...errors.pacedErrors, ...errors.outageErrors]),
  ])('about a day for a free Lambda, a rate limit, a turn at Drive and the end of an outage: %s', (error) => {
    expect(hoursFor(error)).toBeCloseTo(24, 0);
  });
});
