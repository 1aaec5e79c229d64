import { describe, expect, test } from 'vitest';
import { howMany, jobs, placeOf } from '../../../admin/jobs/jobs.ts';
import { jobInWords, jobsInWords } from '../../../admin/jobs/jobs-in-words.ts';
import { type Job, type JobPlace, numbersIn } from '../../../admin/jobs/read-jobs.ts';

const plan = { bucket: 'config', key: 'jobs/x/plan.jsonl', items: 500, counts: { unchanged: 7 }, order: {} };
const run = { ResultWriterDetails: { Bucket: 'config', Key: 'results' } };

describe('the numbers of a job', () => {
  test('are those of its result', () => {
    const result = {
      ...{ bucket: 'config', key: 'r', items: 500, failed: 2 },
      counts: { unchanged: 7, updated: 498 },
    };
    expect(numbersIn({ plan, run, result })).toEqual({
      items: 500,
      failed: 2,
      counts: { unchanged: 7, updated: 498 },
    });
  });

  test('are those of its plan, as long as there is no result', () => {
    expect(numbersIn({ plan })).toEqual({ items: 500, failed: 0, counts: { unchanged: 7 } });
  });

  test('of print sheets, are those of their report', () => {
    const report = {
      ...{ bucket: 'badges', pdf: { key: 'p' }, csv: { key: 'c' }, files: [], failed: 1 },
      ...{ badges: 490, notPrinted: 3, withFindings: 20 },
    };
    expect(numbersIn({ plan, run, report })).toEqual({
      ...{ items: 500, failed: 1 },
      counts: { badges: 490, notPrinted: 3, withFindings: 20 },
    });
  });

  test('are not known before there is a plan', () => {
    expect(numbersIn(undefined)).toEqual({ failed: 0, counts: {} });
  });
});

const now = Date.parse('2027-03-01T12:00:00Z');
const job: Job = {
  ...{
    job: 'lists',
    execution: '2027-03-01T11-50-00-ab12',
    status: 'succeeded',
    failed: 0,
    counts: {},
    link: 'https://…',
  },
  ...{ started: '2027-03-01T11:50:00.000Z', stopped: '2027-03-01T11:52:00.000Z' },
};

describe('in words', () => {
  test.each<[string, Partial<Job>, string]>([
    ['that is done', { items: 3 }, 'took 2 min  done'],
    ['that had nothing to do', { items: 0 }, 'took 2 min  nothing to do'],
    ['that was only to say what there is to do', { items: 0, planOnly: true }, 'took 2 min  only planned'],
    ['of which some failed', { status: 'some failed', items: 500, failed: 3 }, 'took 2 min  3 of 500 failed'],
    ['that failed', { status: 'failed' }, 'took 2 min  failed'],
    ['that somebody stopped', { status: 'stopped' }, 'took 2 min  stopped'],
    ['that plans', { status: 'running', stopped: undefined }, 'for 10 min  planning'],
    [
      'that runs',
      { status: 'running', stopped: undefined, items: 500, done: 40, failed: 1 },
      'for 10 min  40 of 500 done, 1 failed',
    ],
  ])('a job %s', (_, changes, expected) => {
    expect(jobsInWords([{ ...job, ...changes }], now)).toBe(
      `  lists  2027-03-01 11:50 UTC  ${expected}\n    2027-03-01T11-50-00-ab12`,
    );
  });

  test('a job that does all without items is done', () => {
    expect(jobsInWords([{ ...job, items: 0, counts: { archived: 11 } }], now)).toMatch(
      / {2}done\n.*\n {4}11 archived$/,
    );
  });

  test('a job with its counts, and none', () => {
    expect(jobsInWords([{ ...job, counts: { takingPart: 412, failed: 0 } }], now)).toMatch(
      /\n {4}412 taking part$/,
    );
    expect(jobsInWords([], now)).toBe('No job has run yet.');
  });

  test('one job with what was asked for, and each item that failed', () => {
    const failures = [{ id: 'cs_1', failed: 'DriveStorageFullError', reason: 'full' }];
    const failed: Job = {
      ...job,
      status: 'some failed',
      items: 2,
      failed: 1,
      error: 'SomeItemsFailed',
      cause: '1 failed',
    };
    expect(jobInWords({ ...failed, order: { paper: 'a4' }, failures }, now).split('\n')).toEqual([
      'lists 2027-03-01T11-50-00-ab12',
      '  Started    2027-03-01 11:50 UTC',
      '  Lasting    took 2 min',
      '  Asked for  {"paper":"a4"}',
      '  Result     1 of 2 failed',
      '  https://…',
      '',
      '  SomeItemsFailed: 1 failed',
      '',
      'Failed. Start the job again, and it does only what is missing.',
      '  cs_1',
      '    DriveStorageFullError: full',
    ]);
  });
});

describe('a run is meant', () => {
  const place = (name: string): JobPlace => ({
    machine: { name: 'lists', arn: 'arn' },
    execution: { name } as JobPlace['execution'],
  });
  const places = [place('2027-03-01T11-50-00-ab12'), place('2027-03-01T11-40-00-cd34')];

  test('by its name, or by a part that no other has', () => {
    expect(placeOf('2027-03-01T11-40-00-cd34', places)).toBe(places[1]);
    expect(placeOf('ab12', places)).toBe(places[0]);
  });

  test('and a near miss is answered with what is near', () => {
    expect(() => placeOf('2027-03', places)).toThrow(
      '“2027-03” fits 2 runs:\n  2027-03-01T11-50-00-ab12  lists',
    );
    expect(() => placeOf('2027-03-01T11-40-00-cd35', places)).toThrow(
      /is called .*; did you mean:\n {2}2027-03-01T11-40-00-cd34/,
    );
    expect(() => placeOf('lsts', [])).toThrow('No job and no run is called “lsts”; did you mean:\n  lists');
    expect(() => placeOf('nope', places)).toThrow('“nope”; without it, jobs lists the last runs.');
  });
});

test('the command line says how many', () => {
  expect(jobs.read(['lists', '--last', '3'])).toEqual([{ stage: 'local', last: 3 }, 'lists']);
  expect(() => howMany('0')).toThrow('--last: say a number from 1 to 999, not “0”.');
});
