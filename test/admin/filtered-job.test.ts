import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ClientConfig } from '../../admin/client-config.ts';
import { CommandError } from '../../admin/command-error.ts';
import { endOf, followFilteredJob } from '../../admin/filtered-job.ts';
import { plannedInWords, regenerate } from '../../admin/regenerate/regenerate.ts';
import { leftOutInWords, resend, wouldSend } from '../../admin/resend/resend.ts';
import { execution, machine, StepFunctionsDouble } from './step-functions-double.ts';

describe('a command line', () => {
  test('says which badges, and whether to draw them again though they look the same', () => {
    expect(regenerate.read(['--school', 'Golden Dragon', '--redraw'])[0]).toMatchObject({
      school: 'Golden Dragon',
      redraw: true,
      stage: 'local',
    });
  });

  test('says whose confirmations: nobody is meant by default', async () => {
    const [options] = resend.read(['--yes']);
    await expect(resend.run(options)).rejects.toThrow('Say whose');
  });

  test.each(['New hall', 'Ä', ''])('names an occasion of small letters, digits and -, not %j', (occasion) => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(() => resend.read(['--all', '--occasion', occasion])).toThrow();
    written.mockRestore();
  });
});

test('without --yes, it is said what would be done', () => {
  const counts = { inLine: 4, stale: 1, toBeWithdrawn: 2 };
  expect(plannedInWords({ counts }, 'stale')).toBe('draw 1 badge, and take away 2 badges');
  expect(plannedInWords({ counts }, 'all')).toBe(
    'draw 5 badges, 4 of which would look the same, and take away 2 badges',
  );
  expect(wouldSend(1, 0)).toBe('send 1 mail');
  expect(wouldSend(12, 3)).toBe('send 12 mails (3 were sent on this occasion already)');
});

test('who gets no mail is listed with the reason, 50 at most', () => {
  const one = { id: 'cs_test_a', reason: 'no address' };
  expect(leftOutInWords([one])).toBe('This one gets no mail:\n  cs_test_a: no address');
  const many = leftOutInWords(Array(60).fill(one)).split('\n');
  expect(many).toHaveLength(52);
  expect(many.at(-1)).toBe('  and 10 more: --json lists all');
});

describe('of what nobody has, it is said what is near', () => {
  let double: StepFunctionsDouble;
  let config: ClientConfig;
  beforeEach(async () => {
    double = new StepFunctionsDouble();
    config = await double.start();
    double.answers.ListStateMachines = [{ stateMachines: [machine('tkd-registration-local-regenerate')] }];
    vi.spyOn(console, 'error').mockReturnValue();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await double.stop();
  });

  function follow(
    filter: Parameters<typeof followFilteredJob>[1]['order']['filter'],
    counts: object,
    near: object,
  ) {
    const key = 'jobs/regenerate/a/plan.jsonl';
    const plan = { bucket: 'config', key, items: 0, counts, order: {} };
    double.answers.DescribeExecution = [execution('SUCCEEDED', { output: JSON.stringify({ plan }) })];
    double.objects['/config/jobs/regenerate/a/near-misses.json'] = JSON.stringify(near);
    return followFilteredJob(config, {
      stage: 'local',
      machine: 'regenerate',
      what: 'Badges',
      order: { filter },
    });
  }

  test('a school', async () => {
    const near = { school: { schools: 3, near: [{ school: 'Golden Dragon', registrations: 2 }] } };
    await expect(
      follow({ kind: 'school', school: 'Golden Dragn' }, { registrations: 0 }, near),
    ).rejects.toThrow(
      new CommandError('No school is called Golden Dragn; did you mean:\n  Golden Dragon (2 registrations)'),
    );
  });

  test('ids, and the exit code is that of something that needs attention', async () => {
    const near = { ids: [{ id: 'cs_test_b', near: 'cs_test_a' }] };
    const end = await follow({ kind: 'ids', ids: ['cs_test_b'] }, { registrations: 0, unknown: 1 }, near);
    expect(endOf(end)).toBe(2);
    expect(console.error).toHaveBeenLastCalledWith(
      'This id is nobody’s:\n  cs_test_b; did you mean cs_test_a?',
    );
  });
});
